import { drawnText } from '#shared/text'
import { isLookalikeLabel } from './lookalikeLetters'
import { toUrl } from './parser'

/** What stands right beside a link, which a reader takes for a part of its text. */
export interface Surroundings { before: string, after: string }

/** An address that a text shows: its host as a URL has it, and where it stands. */
interface Claim { host: string, from: number, to: number }

/** A part of a text between spaces. */
interface Word { text: string, from: number }

// Spaces of less than a quarter, and what fonts draw as nothing or a box.
const unseen = /[\u2004-\u200A\u202F\u205F]|(?![\t\n\r])\p{Cc}/gu
// A line that ends in the middle of an address, not one that ends a sentence.
const brokenLine = /\n(?=[./])|(?<=[./])\n(?!\p{Lu}\p{Ll})/gu
// As a mark below the letter before, where it parts a name from a well-known domain.
const dotBelow = /\u0323(?=(?:com|net|org|info|edu|gov|io|co|app|dev|eu|de|fr|uk|ru|cn)(?![\p{L}\p{N}]))/giu
// What NFKC leaves of the characters that stand for these (UTS 46 takes U+3002 for a dot) or look like them.
const dots = new RegExp([
  /[\uABEC\u{1D16D}]/u,
  /[\u00B7\u0660\u06D4\u06F0\u0701\u0702\u2022\u2027\u2219\u22C5\u2E33\u3002\uA4F8\uA60E\u{10A50}\u{1ECAE}]/u,
].map(({ source }) => source).join('|'), 'gu')
const slashes = new RegExp([
  /[\\\u1735\u2041\u2044\u2215\u2571\u27CB\u29F8\u2CC6\u3033\u31D2\u31D3\u{1D23A}]/u, /(?<=[A-Za-z\d])[\u30CE\u4E3F]/u,
].map(({ source }) => source).join('|'), 'gu')
const colons = /[\u2236\u02D0\u02F8\uA789\u0589\u05C3\u0703\u0704\u16EC\u1803\u1809\u205A\uA4FD]/g

const inside = /[\p{L}\p{M}\p{N}_.:@/?#[\]%&=+~-]+/gu
const name = /^(?:[\p{L}\p{M}\p{N}_-]+\.)+[\p{L}\p{M}][\p{L}\p{M}\p{N}-]+$/u
const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/
const ipv6 = /^\[?((?:[0-9a-f]{0,4}:){2,7}[0-9a-f.]{0,15})\]?$/
const nothingAround: Surroundings = { before: '', after: '' }
/** So much beside a link is looked at: more no longer changes what it seems to be. */
const nearby = 64

/**
 * Where a link really leads, when its text shows another address or one that only looks like it; `auto`: the text is
 * the address itself. Compared as a reader sees the text: invisible characters are gone, full-width letters and dots
 * are plain ones. A text that shows no address alone is read together with what stands right beside it. A link that
 * writes to several people always names them.
 */
export function trueAddress(text: string, href: string, auto: boolean, around = nothingAround): string | undefined {
  const url = toUrl(href)
  if (!url) return undefined
  const seen = folded(text)
  const words = auto ? wordsOf(seen).slice(0, 1) : wordsOf(seen)
  if (url.protocol === 'mailto:') return trueMailbox(url, seen, words, auto ? nothingAround : around)
  const host = plainHost(url.hostname)
  const claims = words.flatMap(claimsIn)
  const shown = claims.length === 0 && !auto ? joinedClaims(seen, around) : claims
  const isDisguised = shown.some(claim => claim.host !== host) || (claims.length > 0 && isLookalike(words, host))
  return isDisguised ? url.hostname : undefined
}

function trueMailbox(url: URL, seen: string, words: Word[], around: Surroundings): string | undefined {
  const [mailbox, ...more] = recipientsOf(url)
  if (more.length > 0) return [mailbox, ...more].join(', ')
  const own = folded(mailbox ?? '').toLowerCase()
  const mailboxIn = (word: string) => trimmed(word.toLowerCase().replace(/^mailto:/, '').replace(/\?.*$/, '')).text
  const others = words.filter(({ text }) => mailboxIn(text) !== own)
  const claims = others.flatMap(claimsIn)
  const joined = words.length === others.length && claims.length === 0 ? joinedClaims(seen, around) : []
  if (claims.length > 0 || joined.length > 0) return mailbox ?? url.href
  const host = urlOf((mailbox ?? '').replace(/^.*@/, ''))?.hostname ?? ''
  return words.length > 0 && isLookalike(words, host) ? mailbox?.replace(/[^@]*$/, host) : undefined
}

/** Everybody to whom a `mailto:` writes (RFC 6068 §2). */
function recipientsOf({ pathname, searchParams }: URL): string[] {
  const isRecipient = (field: string) => ['to', 'cc', 'bcc'].includes(field.toLowerCase())
  const fields = [...searchParams].filter(([field]) => isRecipient(field)).map(([, value]) => value)
  return [decoded(pathname), ...fields].flatMap(field => field.split(/[,;]/)).map(harmless).filter(Boolean)
}

/** Nothing that would turn or break the line it is shown in. */
function harmless(mailbox: string): string {
  const shown = mailbox.trim()
  return /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u.test(shown) ? encodeURIComponent(shown) : shown
}

/** A text as a reader sees it, in its own case. */
function folded(text: string): string {
  if (/^[ -~]*$/.test(text)) return text.replaceAll('\\', '/')
  const marked = text.replace(unseen, '').replace(brokenLine, '').normalize('NFD').replace(dotBelow, '.')
  return drawnText(drawnText(marked).normalize('NFKC')).replace(dots, '.').replace(slashes, '/').replace(colons, ':')
}

function wordsOf(seen: string): Word[] {
  return Array.from(seen.matchAll(inside), ({ 0: text, index }) => ({ text, from: index }))
}

/**
 * The addresses that a text becomes a part of by what stands beside it; never a sentence that begins without a space.
 */
function joinedClaims(seen: string, { before, after }: Surroundings): Claim[] {
  const [start = ''] = /\S*$/.exec(folded(before.slice(-nearby)).replace(/^.*\s(?=\S*$)/s, '')) ?? []
  const [end = ''] = /^\S*/.exec(folded(after.slice(0, nearby))) ?? []
  if (!start && !end) return []
  const all = start + seen + end
  if (!/[.:]/.test(all)) return []
  const [from, to] = [start.length, start.length + seen.length]
  return wordsOf(all).flatMap(claimsIn)
    .filter(claim => claim.from < to && claim.to > from && !isSentence(all.slice(claim.from, claim.to)))
}

/** Two sentences without a space between them, in Latin letters or in a script that has none. */
function isSentence(text: string): boolean {
  return /\.\p{Lu}\p{Ll}/u.test(text) || !/^\p{ASCII}*$/u.test(text.slice(text.lastIndexOf('.')))
}

/** The addresses of a word: all before a path begins, which says nothing of where a link leads. */
function claimsIn({ text, from }: Word): Claim[] {
  const scheme = text.indexOf('://')
  if (scheme < 0) return placesIn(text).flatMap(({ text: place, from: at }) => hostsIn(place, from + at))
  const start = scheme + 3
  const [place = ''] = text.slice(start).split(/[/?#]/, 1)
  return [...hostsIn(text.slice(0, scheme), from), ...namedIn(place, from + start)]
}

/**
 * Where a word without a scheme may have a host: before its path, and anywhere among signs. Nothing in a path of
 * files.
 */
function placesIn(text: string): Word[] {
  if (/^(?:\.{1,2}|~)\//.test(text)) return []
  for (const { 0: place, index } of text.matchAll(/[^/?#]+/g)) {
    const isPath = text.charAt(index + place.length) === '/'
    if (isPath || hostsIn(place, 0).length > 0) return [{ text: place, from: index }]
  }
  return []
}

/** What behind a scheme is taken for the host, be it one word; all of it, when there are credentials. */
function namedIn(place: string, from: number): Claim[] {
  const literal = /^\[([^\]]*)\](?::\d*)?$/.exec(place)?.[1] ?? place
  if (ipv6.test(literal.toLowerCase())) return [{ host: hostOf(literal.toLowerCase()), from, to: from + place.length }]
  const afterCredentials = place.lastIndexOf('@')
  const isPort = (text: string, at: number) =>
    at > afterCredentials && place.charAt(at - 1) === ':' && /^\d*$/.test(text)
  return Array.from(place.matchAll(/[^@:[\]]+/g), ({ 0: part, index }) => ({ ...trimmed(part), index }))
    .filter(({ text, index, from: at }) => text && !isPort(text, index + at))
    .map(({ text, index, from: at }) => claimOf(text.toLowerCase(), from + index + at))
}

function hostsIn(place: string, from: number): Claim[] {
  const lower = place.length === place.toLowerCase().length ? place.toLowerCase() : place
  const addresses = Array.from(lower.matchAll(/[0-9a-f:.]+/g)).filter(([part]) => isIpv6(part))
  const parts = addresses.length > 0 ? addresses : Array.from(lower.matchAll(/[\p{L}\p{M}\p{N}_.-]+/gu))
  return parts.flatMap(({ 0: part, index }) => {
    const { text, from: at } = addresses.length > 0 ? { text: part, from: 0 } : trimmed(part)
    return addresses.length > 0 || name.test(text) || ipv4.test(text) ? [claimOf(text, from + index + at)] : []
  })
}

function claimOf(text: string, from: number): Claim {
  return { host: hostOf(text), from, to: from + text.length }
}

/** Without the signs around a word; not by an expression, which would try each place of a long run. */
function trimmed(word: string, signs = '-_.:?~+&=%[]'): Word {
  let [start, end] = [0, word.length]
  while (start < end && signs.includes(word.charAt(start))) start++
  while (start < end && signs.includes(word.charAt(end - 1))) end--
  return { text: word.slice(start, end), from: start }
}

function isIpv6(part: string): boolean {
  return ipv6.test(part) && (part.includes('::') || part.split(':').length === 8) && urlOf(part) !== undefined
}

function hostOf(part: string): string {
  return plainHost(urlOf(part)?.hostname ?? part)
}

function urlOf(part: string): URL | undefined {
  const address = ipv6.exec(part)?.[1]
  return toUrl(`https://${address ? `[${address}]` : part}`)
}

function plainHost(host: string): string {
  return host.replace(/^www\./, '').replace(/\.$/, '')
}

function isLookalike(words: Word[], host: string): boolean {
  return /(?:^|\.)xn--/.test(host) && words.some(({ text }) => text.split(/[./:@]/).some(isLookalikeLabel))
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  }
  catch {
    return path
  }
}
