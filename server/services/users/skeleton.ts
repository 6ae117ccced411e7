import { drawnText } from '#shared/text'
import confusables from './confusables.json'
import { foldCase, nameKey } from './name'

/** What a name looks like, as columns keep it. Two names look alike when they have one of these in common. */
export interface Looks {
  /** Of the name in small letters. */
  skeleton: string
  /**
   * Of the name as it is written: capitals look like other letters than the small ones do ("ТОМ" in Cyrillic, I and
   * l, O and 0).
   */
  written: string
}

const prototypes = new Map(Object.entries(confusables))
/** In UTS 39 these look like nothing else; people read them as what they are. */
const smallCapitals = new Map(
  Array.from('ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ', (letter, n) => [letter, 'abcdefghijklmnopqrstuvwyz'.charAt(n)]),
)

export function looksOf(name: string): Looks {
  const written = nameSkeleton(foldCase(nameSkeleton(readable(name.normalize('NFKC')))))
  return { skeleton: fitting(nameSkeleton(readable(nameKey(name)))), written: fitting(written) }
}

export function distinctLooks({ skeleton, written }: Looks): string[] {
  return [...new Set([skeleton, written])]
}

/** UTS 39 §4: two texts with one skeleton look the same. */
export function nameSkeleton(text: string): string {
  const mapped = Array.from(text.normalize('NFD'), character => prototypes.get(character) ?? character).join('')
  return mapped.normalize('NFD')
}

function readable(name: string): string {
  const drawn = drawnText(name).replace(/\s+/gu, ' ').trim()
  return Array.from(drawn, character => smallCapitals.get(character) ?? character).join('')
}

/** Cut to its column. */
function fitting(text: string): string {
  let skeleton = Array.from(text).slice(0, 80)
  while (Buffer.byteLength(skeleton.join('')) > 255) skeleton = skeleton.slice(0, -1)
  return skeleton.join('')
}
