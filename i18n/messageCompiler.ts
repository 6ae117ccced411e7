export {
  COMPILE_ERROR_CODES_EXTEND_POINT, CompileErrorCodes, createCompileError, detectHtmlTag,
} from '@intlify/message-compiler'

export function defaultOnError(error: unknown): never {
  throw error
}

interface Item {
  /** As the library numbers them: text, name, place in a list, literal. */
  type: 3 | 4 | 5 | 9
  value?: string
  key?: string
  index?: number
}

const placeholder = /\{\s*(?:'([^']*)'|(\d+)|([\w$-]+))\s*\}/g
/** Not in a placeholder. */
const between = /\s*\|\s*(?![^{]*\})/

/**
 * What our texts use of the library's compiler, in a tenth of its size: names, literals and plurals. A test holds every
 * text against the library, so one that links to another or nests is found there.
 */
export function baseCompile(source: string) {
  const cases = source.split(between).map(messageOf)
  return { ast: { type: 0, body: cases.length > 1 ? { type: 1, cases } : cases[0] }, code: '' }
}

function messageOf(text: string) {
  const items: Item[] = []
  let end = 0
  for (const { 0: all, 1: literal, 2: index, 3: key, index: start } of text.matchAll(placeholder)) {
    if (start > end) items.push({ type: 3, value: text.slice(end, start) })
    if (literal !== undefined) items.push({ type: 9, value: literal })
    else items.push(index ? { type: 5, index: Number(index) } : { type: 4, key })
    end = start + all.length
  }
  if (end < text.length) items.push({ type: 3, value: text.slice(end) })
  return { type: 2, items }
}
