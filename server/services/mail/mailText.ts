import en from '../../../i18n/mail/en.json'

type Tree = { [key: string]: string | Tree }
type Params = Record<string, string | number>

const texts: Tree = en

/** What is not drawn, or turns what stands beside it around, has no place in one line of an e-mail. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u{E0000}-\u{E007F}]+/gu

/** A sentence of `i18n/mail`; of `one | many` the one that fits `count`. */
export function say(key: string, params: Params = {}): string {
  const step = (at: string | Tree | undefined, part: string) => typeof at === 'object' ? at[part] : at
  const found = key.split('.').reduce(step, texts as string | Tree | undefined)
  if (typeof found !== 'string') throw new Error(`no text ${key}`)
  const [one = '', many = one] = found.split(' | ')
  const form = params.count === 1 ? one : many
  return form.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''))
}

/** A text of somebody's as one line: nothing in it can end a header, or a line. */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(unseen, ' ').replace(/\s+/gu, ' ').trim()
}

/**
 * A name for an address that may be anybody's. E-mail programs make links of what looks like one: a joiner without
 * width keeps a name from it, or whoever registers would have Plaza send their link to strangers.
 */
export function unlinked(name: string): string {
  return oneLine(name).replace(/[.:/。．｡](?=\S)/gu, '$&\u2060')
}

/** By grapheme, so that no letter or emoji is cut in two. */
export function shortened(text: string, atMost: number): string {
  const line = oneLine(text)
  const segments = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(line.slice(0, atMost * 8))]
  if (segments.length <= atMost && line.length <= atMost * 8) return line
  return `${segments.slice(0, atMost).map(({ segment }) => segment).join('').trimEnd()}…`
}
