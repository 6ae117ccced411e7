/**
 * Marks that are left out when a name is typed: accents, and the points of Hebrew and Arabic. Vowels of Indic scripts
 * and the voicing of Japanese stay.
 */
const marks = /(?!\u3099|\u309A)(?=\p{Mn})[\p{Script=Inherited}\p{Script=Hebrew}\p{Script=Arabic}]/gu
const unseen = /\p{Default_Ignorable_Code_Point}/gu
/** Letters that Unicode does not take apart, as who has not got them types them. */
const plain: Record<string, string> = {
  ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ł: 'l', ŧ: 't', ŋ: 'n', þ: 'th', æ: 'ae', œ: 'oe', ς: 'σ', ı: 'i', ə: 'e', ɓ: 'b',
  ɗ: 'd', ƙ: 'k', ƴ: 'y', ʻ: '', ʼ: '', ʹ: '',
}
const special = new RegExp(`[${Object.keys(plain).join('')}]`, 'g')
const between = /[\s\p{P}]+/u

/**
 * A name as it is searched for: without capitals, accents and what is not drawn, so that "Zoë", "ZOE" and "zoe" are
 * one. The same on both sides of the wire.
 */
export function foldName(name: string): string {
  // In capitals ß is SS, which the small letters alone do not say.
  const small = name.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase()
  return small.normalize('NFD').replace(marks, '').replace(special, letter => plain[letter] ?? letter)
    .normalize('NFC').replace(unseen, '').replace(/\s+/gu, ' ').trim()
}

/**
 * The words of a name, folded. What a sign holds together is a word of its own, too: `o'brien` is "o", "brien" and
 * "obrien". A name of signs alone is one word.
 */
export function nameWords(name: string): string[] {
  const folded = foldName(name)
  const words = folded.split(' ').flatMap((word) => {
    const parts = word.split(between).filter(Boolean)
    return parts.length > 1 ? [...parts, parts.join('')] : parts
  })
  return words.length > 0 ? [...new Set(words)] : folded.split(' ').filter(Boolean)
}

/** The words of a query; a name fits when each of them begins a word of it. */
export function queryWords(query: string): string[] {
  const folded = foldName(query)
  const words = folded.split(between).filter(Boolean)
  return words.length > 0 ? words : folded.split(' ').filter(Boolean)
}

/** Whether each word of a query begins a word of one of these names. */
export function fitsName(names: readonly string[], query: string): boolean {
  const words = names.flatMap(nameWords)
  return queryWords(query).every(part => words.some(word => word.startsWith(part)))
}
