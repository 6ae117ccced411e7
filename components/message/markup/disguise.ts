import { toUrl } from './parser'

const ignorable = /\p{Default_Ignorable_Code_Point}+/gu
// What NFKC leaves of the characters that stand for these (UTS 46 takes U+3002 for a dot) or look like them.
const dots = /\u{1D16D}|[\u3002\u00B7\u2022\u2027\u2219\u22C5\u06D4\u0660\u06F0\u0701\u0702\uA4F8]/gu
const slashes = /[\\\u2044\u2215\u29F8\u2571\u27CB\u3033]/g
const colons = /[\u2236\u02D0\u02F8\uA789\u05C3\u0703\u0704\u205A]/g
const outside = /[^\p{L}\p{M}\p{N}_.:@/?#[\]%&=+~-]+/u

const name = /^(?:[\p{L}\p{M}\p{N}_-]+\.)+[\p{L}\p{M}][\p{L}\p{M}\p{N}-]+$/u
const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/
const ipv6 = /^\[?((?:[0-9a-f]{0,4}:){2,7}[0-9a-f.]{0,15})\]?$/

// A label of several scripts (UTS 39, 5.2: Latin goes with Han and what is written beside it), or one that is all look-alikes.
const latin = /\p{Script=Latin}/u
const besideLatin = /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]*$/u
const lookalikes = /^(?:[аысԁеԍһіюјӏорԗԛѕԝхуъьҽпгѵѡ\d-]+|[αικνρυωηοτχ\d-]+)$/u

/** An address that a text shows: the word, and its host as a URL has it. */
interface Claim { word: string, host: string }

/**
 * Where a link really leads, when its text shows another address or one that only looks like it; `auto`: the text is the address
 * itself. Compared as a reader sees the text: invisible characters are gone, full-width letters and dots are plain ones.
 */
export function trueAddress(text: string, href: string, auto: boolean): string | undefined {
  const url = toUrl(href)
  if (!url) return undefined
  const words = plain(text).split(outside).filter(Boolean)
  const claims = (auto ? words.slice(0, 1) : words).flatMap(claimsOf)
  if (url.protocol === 'mailto:') {
    const mailbox = decoded(url.pathname)
    return claims.some(({ word }) => word !== plain(mailbox)) ? mailbox : undefined
  }
  const host = plainHost(url.hostname)
  return claims.some(claim => claim.host !== host) || (claims.length > 0 && isLookalike(words, host)) ? url.hostname : undefined
}

function plain(text: string): string {
  return text.replace(ignorable, '').normalize('NFKC').toLowerCase().replace(ignorable, '').replace(dots, '.').replace(slashes, '/').replace(colons, ':')
}

function claimsOf(given: string): Claim[] {
  const word = trimmed(given.replace(/^mailto:/, ''))
  const scheme = word.indexOf('://')
  const [place = ''] = word.slice(scheme < 0 ? 0 : scheme + 3).split(/[/?#]/, 1)
  const parts = ipv6.test(place) ? [place] : place.split('@').map(part => part.replace(/:\d*$/, '')).flatMap(part => part.startsWith('[') ? part : part.split(':'))
  return parts.filter(part => part && (scheme >= 0 || isAddress(part))).map(part => ({ word, host: hostOf(part) }))
}

/** Without the punctuation around a word; not by an expression, which would try each place of a long run. */
function trimmed(word: string): string {
  let [start, end] = [0, word.length]
  while (start < end && '-_.'.includes(word.charAt(start))) start++
  while (start < end && '-_.:?'.includes(word.charAt(end - 1))) end--
  return word.slice(start, end)
}

function isAddress(part: string): boolean {
  if (name.test(part) || ipv4.test(part)) return true
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

function isLookalike(words: string[], host: string): boolean {
  if (!/(?:^|\.)xn--/.test(host)) return false
  const labels = words.flatMap(word => word.split(/[./:@]/))
  return labels.some(label => !/^\p{ASCII}*$/u.test(label) && ((latin.test(label) && !besideLatin.test(label)) || lookalikes.test(label)))
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  }
  catch {
    return path
  }
}
