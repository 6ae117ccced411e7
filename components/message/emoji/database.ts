import Database from 'emoji-picker-element/database'
import type { Emoji, NativeEmoji } from 'emoji-picker-element/shared'
import dataSource from 'emoji-picker-element-data/en/github/data.json?url'
import { rankEmoji } from './rank'

export interface FoundEmoji {
  text: string
  name: string
}

export const source = { dataSource, locale: 'en' }

/**
 * Names and words of all emoji, from our own origin, kept in the browser's IndexedDB; what is found
 * comes with the best first.
 */
export class RankedDatabase extends Database {
  override async getEmojiBySearchQuery(query: string) {
    return rankEmoji(await super.getEmojiBySearchQuery(query) as NativeEmoji[], query)
  }
}

const database = new RankedDatabase(source)
const most = 6

/** Emoji of later versions are missing on too many systems. */
export const emojiVersion = 14

/** The emoji whose words begin with `query`, the best first; in the skin tone that was last chosen. */
export async function searchEmoji(query: string): Promise<FoundEmoji[]> {
  const [found, tone] = await Promise.all([database.getEmojiBySearchQuery(query), database.getPreferredSkinTone()])
  return found.flatMap(emoji => shaped(emoji, tone, query) ?? []).slice(0, most)
}

/** The one emoji of exactly this shortcode, if there is one. */
export async function emojiOf(shortcode: string): Promise<FoundEmoji[]> {
  const [emoji, tone] = await Promise.all([database.getEmojiByShortcode(shortcode), database.getPreferredSkinTone()])
  return [emoji && shaped(emoji, tone, shortcode)].filter(one => !!one)
}

function shaped(emoji: Emoji, tone: number, query: string): FoundEmoji | undefined {
  if (!('unicode' in emoji) || emoji.version > emojiVersion) return undefined
  const name = emoji.shortcodes?.find(code => code.startsWith(query)) ?? emoji.shortcodes?.[0]
  return name ? { text: emoji.skins?.find(skin => skin.tone === tone)?.unicode ?? emoji.unicode, name } : undefined
}
