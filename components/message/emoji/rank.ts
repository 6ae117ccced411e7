/** What an emoji is found by. */
interface Named {
  annotation: string
  shortcodes?: string[]
  tags?: string[]
}

const wordsOf = (texts: string[]) => texts.flatMap(text => text.toLowerCase().split(/[\s_-]+/))

/**
 * Emoji that were found for a query, the best first: its shortcode, a shortcode that begins so, a word of its names,
 * one that begins so, a tag, the rest. Of several that begin so the shortest is meant most often; else the order stays.
 */
export function rankEmoji<T extends Named>(found: T[], query: string): T[] {
  const asked = query.trim().toLowerCase()
  const ranks = new Map(found.map(emoji => [emoji, rankOf(emoji, asked)]))
  const rank = (emoji: T) => ranks.get(emoji) ?? 0
  return [...found].sort((a, b) => rank(a) - rank(b))
}

function rankOf({ annotation, shortcodes = [], tags = [] }: Named, asked: string): number {
  const code = asked.replace(/\s+/g, '_')
  if (shortcodes.includes(code)) return 0
  const begun = shortcodes.filter(shortcode => shortcode.startsWith(code))
  // Between one rank and the next, by length.
  if (begun.length > 0) return 2 - 1 / Math.min(...begun.map(shortcode => shortcode.length))
  const words = wordsOf([annotation, ...shortcodes])
  if (words.includes(asked)) return 2
  if (words.some(word => word.startsWith(asked))) return 3
  return wordsOf(tags).includes(asked) ? 4 : 5
}
