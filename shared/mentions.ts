import { limits } from './limits'
import type { MentionsAll } from './protocol/message'

/** A place of a text where somebody may be mentioned. */
export interface MentionPlace {
  /** Where its `@` stands. */
  from: number
  /** What the name may be, the longest first: usernames may hold spaces and signs. */
  names: string[]
}

/** Words of which a name that is looked for may consist. */
const wordsAtMost = 5

const fence = /^ {0,3}(`{3,}(?![^\n]*`)|~{3,})[^\n]*$/gm
// Not over the end of a paragraph.
const codeSpan = /(?<!`)(`+)(?!`)(?:(?!\n[ \t]*\n)[^])*?(?<!`)\1(?!`)/g
// Not in an e-mail address, not in a path, and not where the sign is escaped.
const sign = /(?<![\p{L}\p{N}\p{M}_@/\\.+-])@(?=[^\s@])/gu
const blank = /\s/u
const endsName = /[\n\r@\0]/
/** What goes on with the word before it. */
const inWord = /^(?:[\p{L}\p{N}\p{M}_]|[.-][\p{L}\p{N}])/u

/** The places of a text where somebody may be mentioned: outside of code, and as many as one message may have. */
export function findMentions(body: string): MentionPlace[] {
  if (!body.includes('@')) return []
  const text = withoutCode(body)
  const places: MentionPlace[] = []
  let names = 0
  for (const { index } of text.matchAll(sign)) {
    const place = { from: index, names: namesAt(text, index + 1) }
    names += place.names.length
    if (names > limits.mentions.names) break
    if (place.names.length > 0) places.push(place)
  }
  return places
}

/** Which of the two words for everybody a name is. */
export function mentionsAllOf(name: string): MentionsAll | undefined {
  const word = name.toLowerCase()
  return word === 'here' || word === 'everyone' ? word : undefined
}

/** A text in pieces: what `find` knows of a mention beside the text of it, and the text in between. */
export function splitMentions<T>(
  text: string, find: (name: string) => T | undefined,
): (string | { text: string, found: T })[] {
  const pieces: (string | { text: string, found: T })[] = []
  let end = 0
  for (const { from, names } of findMentions(text)) {
    for (const name of names) {
      const found = find(name)
      if (found === undefined) continue
      if (from > end) pieces.push(text.slice(end, from))
      end = from + 1 + name.length
      pieces.push({ text: text.slice(from, end), found })
      break
    }
  }
  return end < text.length ? [...pieces, text.slice(end)] : pieces
}

function namesAt(text: string, start: number): string[] {
  const names: string[] = []
  let words = 1
  let length = 0
  let end = start
  for (const character of text.slice(start, start + limits.username.max * 2)) {
    if (endsName.test(character) || length++ === limits.username.max) break
    if (blank.test(character) && ++words > wordsAtMost) break
    end += character.length
    if (!blank.test(character) && !inWord.test(text.slice(end, end + 3))) names.unshift(text.slice(start, end))
  }
  return names
}

/** The same length, with what no name has where code stands. */
function withoutCode(text: string): string {
  if (!/`|~~~/.test(text)) return text
  return withoutFences(text).replace(codeSpan, blanked)
}

function withoutFences(text: string): string {
  let shown = ''
  let from = 0
  let open: { mark: string, at: number } | undefined
  for (const { 0: line, 1: mark = '', index } of text.matchAll(fence)) {
    if (!open) open = { mark, at: index }
    else if (mark.startsWith(open.mark) && line.trim() === mark) {
      shown += text.slice(from, open.at) + blanked(text.slice(open.at, index + line.length))
      from = index + line.length
      open = undefined
    }
  }
  return open ? shown + text.slice(from, open.at) + blanked(text.slice(open.at)) : shown + text.slice(from)
}

function blanked(code: string): string {
  return code.replace(/[^\n]/g, '\0')
}
