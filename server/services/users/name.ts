import { AppError, invalidField } from '../../core/errors'

const invisible = /\p{Default_Ignorable_Code_Point}/gu
const ascii = /^\p{ASCII}*$/u

/**
 * The key by which names are the same: NFKC, case-folded, without invisible characters, trimmed, inner white space as
 * one space. Idempotent.
 */
export function nameKey(name: string): string {
  return foldCase(name.normalize('NFKC')).normalize('NFKC').replace(invisible, '').replace(/\s+/gu, ' ').trim()
}

/**
 * Lower-casing the upper case folds what lower case alone misses (ß); the first lower-casing is for ẞ, which has no
 * other upper case.
 */
export function foldCase(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase().replace(/ς/gu, 'σ')
}

/**
 * The key of a name that is only searched for, cut to the bytes of its column: some characters grow a lot under NFKC.
 */
export function searchKey(name: string, maxBytes: number): string {
  return cutToBytes(nameKey(name), maxBytes)
}

export function cutToBytes(text: string, maxBytes: number): string {
  let key = Array.from(text).slice(0, maxBytes)
  while (Buffer.byteLength(key.join('')) > maxBytes) key = key.slice(0, Math.floor(key.length * 0.9))
  return key.join('')
}

/** A username's key; refuses names without visible characters and names that mix scripts (UTS 39 §5). */
export function usernameKeyOf(username: string): string {
  const key = nameKey(username)
  if (!key) throw invalidField('username', 'required')
  if (Buffer.byteLength(key) > 255) throw invalidField('username', 'too_long')
  if (!isSingleScript(key)) throw invalidField('username', 'mixed_scripts')
  return key
}

/** Within ASCII only the same key counts; anywhere else a name may not look like one that exists. */
export function assertNotConfusable(key: string, others: string[]): void {
  const clash = others.some(other => other === key || !ascii.test(other) || !ascii.test(key))
  if (clash) throw new AppError('username_taken', { errors: [{ path: 'username', code: 'username_taken' }] })
}

/** Scripts of which people's names are commonly written together (UTS 39 §5.2, highly restrictive). */
const together = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
]
const scripts = [
  'Latin', 'Cyrillic', 'Greek', 'Armenian', 'Hebrew', 'Arabic', 'Syriac', 'Thaana', 'Devanagari', 'Bengali', 'Gurmukhi',
  'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Thai', 'Lao', 'Tibetan', 'Myanmar',
  'Georgian', 'Hangul', 'Ethiopic', 'Cherokee', 'Canadian_Aboriginal', 'Khmer', 'Mongolian', 'Hiragana', 'Katakana',
  'Bopomofo', 'Han', 'Lisu', 'Coptic', 'Tifinagh', 'Javanese', 'Balinese', 'Vai', 'Nko', 'Adlam', 'Ol_Chiki', 'Tai_Le',
  'New_Tai_Lue', 'Tai_Tham', 'Cham', 'Meetei_Mayek', 'Yi',
]
const matchers = scripts.map(script => [script, new RegExp(`\\p{scx=${script}}`, 'u')] as const)
const common = /[\p{scx=Common}\p{scx=Inherited}]/u
const single = new Map(
  scripts.map(script => [script, new RegExp(`^[\\p{scx=${script}}\\p{scx=Common}\\p{scx=Inherited}]*$`, 'u')]),
)
const combined = together.map(
  group =>
    new RegExp(`^[${group.map(script => `\\p{scx=${script}}`).join('')}\\p{scx=Common}\\p{scx=Inherited}]*$`, 'u'),
)

/**
 * True when one script, or one of the combinations that languages use, has all letters. Digits, signs and emoji
 * belong to all.
 */
export function isSingleScript(text: string): boolean {
  const first = Array.from(text).find(character => !common.test(character))
  if (first === undefined) return true
  const candidates = matchers.filter(([, matcher]) => matcher.test(first)).map(([script]) => script)
  if (candidates.length === 0) return isOneRareScript(text)
  return candidates.some(script => single.get(script)?.test(text)) || combined.some(group => group.test(text))
}

/** A script that is not listed is let through alone: nothing that is listed may stand beside it. */
function isOneRareScript(text: string): boolean {
  return !matchers.some(([, matcher]) =>
    Array.from(text).some(character => !common.test(character) && matcher.test(character)),
  )
}
