/**
 * Finds whole words, whatever their case and compatibility form (NFKC). Words of scripts without spaces are found anywhere.
 */
export function wordFilter(words: string[]): (body: string) => boolean {
  if (words.length === 0) return () => false
  const alternatives = words.map(word => bounded(word.normalize('NFKC')))
  const pattern = new RegExp(alternatives.join('|'), 'iu')
  return body => pattern.test(body.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, ''))
}

const spaceless = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u

function bounded(word: string): string {
  const escaped = word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  return spaceless.test(word) ? escaped : `(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`
}
