import Fuse from 'fuse.js/basic'
import { foldName, nameWords, queryWords } from '#shared/fold'
import type { PaletteItem } from '~/utils/paletteItem'

/** How well an item answers. `near` is a name with a typing error. */
export const ranks = { start: 5, word: 4, synonym: 3, part: 2, near: 1 } as const

export interface PaletteMatch {
  item: PaletteItem
  rank: number
}

interface Candidate {
  item: PaletteItem
  label: string
  words: string[]
  synonyms: string[]
  initials: string
}

/** A longer text is no name. */
const longest = 64
/** One wrong letter in three. */
const threshold = 0.34

/**
 * Finds items by name or synonym, best first; equals keep their order. Names with a typing error count only where
 * nothing else is found, so that they never stand in the way. Made once for a list and asked on every key: it costs
 * some milliseconds for thousands of items.
 */
export function createPaletteMatcher(items: PaletteItem[]): (query: string) => PaletteMatch[] {
  const candidates = items.map(candidateOf)
  let fuse: Fuse<Candidate> | undefined

  function near(query: string): PaletteMatch[] {
    if (query.length < 3) return []
    fuse ??= new Fuse(candidates, { keys: ['label', 'synonyms'], threshold, ignoreLocation: true })
    return fuse.search(query).map(({ item: { item } }) => ({ item, rank: ranks.near }))
  }

  return (query) => {
    const text = foldName(query.slice(0, longest))
    if (!text) return items.map(item => ({ item, rank: ranks.start }))
    const terms = queryWords(text)
    const found = candidates
      .map(candidate => ({ item: candidate.item, rank: rankOf(candidate, text, terms) }))
      .filter(({ rank }) => rank > 0)
    return found.length ? found.sort((a, b) => b.rank - a.rank) : near(text)
  }
}

function candidateOf(item: PaletteItem): Candidate {
  const label = foldName(item.label)
  const words = nameWords(label)
  const synonyms = nameWords(item.synonyms ?? '')
  return { item, label, words, synonyms, initials: words.map(word => word[0]).join('') }
}

function rankOf({ label, words, synonyms, initials }: Candidate, text: string, terms: string[]): number {
  const begin = (among: string[]) => terms.length > 0 && terms.every(term => among.some(word => word.startsWith(term)))
  if (label.startsWith(text)) return ranks.start
  if (begin(words)) return ranks.word
  if (begin([...words, ...synonyms])) return ranks.synonym
  return label.includes(text) || (text.length > 1 && initials.startsWith(text)) ? ranks.part : 0
}
