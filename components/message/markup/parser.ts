import type { Token } from 'markdown-it'
import MarkdownIt from 'markdown-it'
import { isVisible } from '#shared/text'

/** Deeper nesting is shown as it was typed: the parser would leave out what lies below. */
const deepest = 20

const parser = new MarkdownIt('zero', { linkify: true, breaks: true, maxNesting: deepest + 1 }).enable([
  'blockquote', 'fence', 'list', 'autolink', 'backticks', 'emphasis', 'escape', 'image', 'link', 'linkify', 'newline',
  'strikethrough',
])

// Addresses without a scheme stay text: `main.rs` and `read.me` are files more often than sites.
parser.linkify.set({ fuzzyLink: false, fuzzyIP: false, fuzzyEmail: true }).add('ftp:', null).add('//', null)
parser.normalizeLink = url => url.trim()
parser.normalizeLinkText = text => text
parser.validateLink = url => safeUrl(url) !== undefined

// A picture in the name of a picture is none: each level would parse all that is in it again.
const image = new MarkdownIt('zero').enable('image').inline.ruler.getRules('').at(-1)
parser.inline.ruler.at('image', (state, silent) => {
  const env = state.env as { inImage?: boolean }
  if (!image || env.inImage) return false
  env.inImage = true
  const found = image(state, silent)
  env.inImage = false
  return found
})

// Indentation after a line break is kept as it was typed.
parser.inline.ruler.at('newline', (state, silent) => {
  if (state.src[state.pos] !== '\n') return false
  if (!silent) state.push('softbreak', 'br', 0)
  state.pos++
  return true
})

/**
 * The normalised address when it is one of the web or of a mailbox, without hidden credentials;
 * everything else is no link.
 */
export function safeUrl(address: string): string | undefined {
  if (!/^(?:https?:\/\/|mailto:)/i.test(address) || /[\p{Cc}\p{Bidi_Control}\s]/u.test(address)) return undefined
  const url = toUrl(address)
  if (!url || !['http:', 'https:', 'mailto:'].includes(url.protocol) || url.username || url.password) return undefined
  return url.href
}

export function toUrl(address: string): URL | undefined {
  try {
    return new URL(address)
  }
  catch {
    return undefined
  }
}

/** The tokens of a body, or nothing when it is better shown as it was typed: too deep, or with nothing left to see. */
export function parse(body: string): Token[] | undefined {
  const tokens = parser.parse(withEndedBlocks(body), {})
  const deep = tokens.some(token => token.level >= deepest || token.children?.some(child => child.level >= deepest))
  return deep || !tokens.some(hasText) ? undefined : tokens
}

function hasText({ type, children, content }: Token): boolean {
  if (type === 'image') return true
  return children
    ? children.some(child => child.type === 'link_open' || hasText(child))
    : type !== 'inline' && isVisible(content)
}

const quoteLine = /^ {0,3}>/
const itemLine = /^[ \t]*(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)/
const fenceLine = /^[ \t]*(`{3,}|~{3,})/

/**
 * In a chat a line break ends what the line was: an answer typed below a quote or a list is not part of it, as
 * CommonMark's lazy continuation has it. An empty line says that to the parser.
 */
function withEndedBlocks(body: string): string {
  const lines: string[] = []
  let fence = ''
  let previous = ''
  for (const line of body.split('\n')) {
    const mark = fenceLine.exec(line)?.[1]
    if (!fence && endsBlock(previous, line)) lines.push('')
    if (fence) fence = mark?.startsWith(fence) ? '' : fence
    else fence = mark ?? ''
    lines.push(line)
    previous = fence ? '' : line
  }
  return lines.join('\n')
}

function endsBlock(previous: string, line: string): boolean {
  if (!line.trim()) return false
  if (quoteLine.test(previous)) return !quoteLine.test(line)
  return itemLine.test(previous) && !/^[ \t]/.test(line) && !itemLine.test(line)
}
