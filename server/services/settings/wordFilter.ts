import { AhoCorasick } from './ahoCorasick'

/**
 * Finds whole words, whatever their case and form, in one pass over the text. Text and words are folded alike. Words
 * begin and end where UAX 29 has a boundary, but for its rules of the middle (WB6, 7, 11, 12, 13a): "cat's" and
 * "cat.then" say "cat". Scripts that are written without spaces have one beside each letter.
 */
export function wordFilter(words: string[]): (text: string) => boolean {
  const folded = words.map(foldText).filter(Boolean)
  if (folded.length === 0) return () => false
  const automaton = new AhoCorasick(folded)
  return (text) => {
    const body = foldText(text)
    let edges: Uint8Array | undefined
    const isEdge = (at: number) => (edges ??= wordEdges(body))[at] === 1
    return automaton.find(body, isEdge, isEdge)
  }
}

/** Beside what Unicode calls so: what fonts draw nothing for, and the Braille cell without dots. */
const ignorable = /[\u{16FE4}\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}\u0640\u2800\uFFF9-\uFFFC\u{1D159}]/gu
/** What surrounds a letter; the keycap makes another sign of a digit. */
const enclosing = /(?!\u20E3)\p{Me}/gu
/**
 * Marks that every script shares, and those that are points or accents in theirs: elsewhere a mark is as
 * good as a letter.
 */
const accentScripts = ['Inherited', 'Latin', 'Greek', 'Cyrillic', 'Arabic', 'Hebrew', 'Syriac']
const accents = `(?:(?!\\u20E3)(?=[${accentScripts.map(script => `\\p{scx=${script}}`).join('')}])\\p{M})+`
const accented = new RegExp(`(\\P{M})(${accents})`, 'gsu')
const loose = new RegExp(accents, 'gu')

/** Whole sentences in one character, of 18 and 8 under NFKC; every other character makes six code units at most. */
const sentence = /([\uFDFA\uFDFB])/u

/**
 * The form in which texts are compared: compatibility forms (NFKC), case, skin tones and white space are made one, what
 * cannot be seen is gone. A mark counts when it makes one letter with what is before it (ä), and in scripts where marks
 * are letters (कमी); all others are decoration. It has six code units for each character of the text at most.
 */
export function foldText(text: string): string {
  const compatible = text.split(sentence).map(part => sentence.test(part) ? part : part.normalize('NFKC')).join('')
  const plain = compatible.replace(ignorable, '').replace(enclosing, '').normalize('NFC')
  const cased = plain.toLowerCase().toUpperCase().toLowerCase().replace(/ς/gu, 'σ').normalize('NFC')
  return cased
    .replace(accented, (_, base: string, marks: string) => compose(base, marks))
    .replace(loose, '')
    .replace(/\s+/gu, ' ')
    .trim()
}

/** The letter with each mark that becomes one with it; whatever stands between cannot keep them apart. */
function compose(base: string, marks: string): string {
  let letter = base
  for (const mark of marks) {
    const together = (letter + mark).normalize('NFC')
    if (together.length === letter.length) letter = together
  }
  return letter
}

const mark = /\p{M}/u
const spaceless = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u
const letter = /[\p{L}\p{N}]/u
const flagHalf = /\p{Regional_Indicator}/u

/** 1 at each place of the text where a word may begin or end. */
function wordEdges(text: string): Uint8Array {
  const edges = new Uint8Array(text.length + 1)
  edges[0] = edges[text.length] = 1
  let inWord = false
  let flagHalves = 0
  let at = 0
  for (const character of text) {
    const isMark = mark.test(character)
    const joins = !isMark && letter.test(character) && !spaceless.test(character)
    const isHalf = flagHalf.test(character)
    const isSecondHalf = isHalf && flagHalves % 2 === 1
    if (!isMark && !(joins && inWord) && !isSecondHalf) edges[at] = 1
    if (!isMark) inWord = joins
    flagHalves = isHalf ? flagHalves + 1 : 0
    at += character.length
  }
  return edges
}
