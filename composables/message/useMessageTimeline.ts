import type { Message } from '#shared/protocol/message'
import type { OutgoingMessage } from '~/utils/outgoing'
import type { TimelineEntry } from '~/utils/timeline'

/** Consecutive messages that are rendered, measured and unmounted together. */
export interface TimelineBlock {
  key: number
  entries: TimelineEntry[]
  /** Where a new day begins: the key of its first line → its date in the reader's zone (YYYY-MM-DD). */
  days: Record<string, string>
}

/** A block of stored messages, behind the one before it, which says what its first line continues. */
interface StoredBlock {
  source: Message[]
  zone: string
  block: TimelineBlock
}

const blockSize = 16

export const blockKeyOf = (seq: number) => Math.floor(seq / blockSize)

/**
 * The lines of a room in blocks. A block whose messages are the same is the same object again, so that a new message
 * costs one block and not the whole list.
 */
export function useMessageTimeline(messages: () => Message[], outgoing: () => OutgoingMessage[]) {
  const preferences = usePreferencesStore()
  let known = new Map<number, StoredBlock>()

  const stored = computed(() => {
    const zone = preferences.timeZone
    const groups = groupsOf(messages().concat().map(message => toRaw(message)))
    const next: typeof known = new Map()
    let previous: Message | undefined
    for (const [key, source] of groups) {
      const before = known.get(key)
      const context = previous ? [previous, ...source] : source
      next.set(key, before && same(before.source, context)
        ? { ...before, zone, block: inZone(before, zone) }
        : { source: context, zone, block: blockOf(key, context, previous ? 1 : 0, [], zone) })
      previous = source.at(-1)
    }
    known = next
    return [...next.values()]
  })

  return computed((): TimelineBlock[] => {
    const waiting = outgoing()
    const last = stored.value.at(-1)
    if (!waiting.length) return stored.value.map(({ block }) => block)
    if (!last) return [blockOf(0, [], 0, waiting, preferences.timeZone)]
    const skip = last.source.length - last.block.entries.length
    return [
      ...stored.value.slice(0, -1).map(({ block }) => block),
      blockOf(last.block.key, last.source, skip, waiting, preferences.timeZone),
    ]
  })
}

function groupsOf(messages: Message[]): Map<number, Message[]> {
  const groups = new Map<number, Message[]>()
  for (const message of messages) {
    const key = blockKeyOf(message.seq)
    const group = groups.get(key)
    if (group) group.push(message)
    else groups.set(key, [message])
  }
  return groups
}

function blockOf(
  key: number, context: Message[], skip: number, outgoing: OutgoingMessage[], zone: string,
): TimelineBlock {
  const all = timelineOf(context, outgoing)
  const days: Record<string, string> = {}
  let before = skip ? dayIn(all[0]?.createdAt ?? '', zone) : ''
  for (const entry of all.slice(skip)) {
    const day = dayIn(entry.createdAt, zone)
    if (day !== before) {
      days[entry.key] = day
      entry.continued = false
    }
    before = day
  }
  return { key, entries: all.slice(skip), days }
}

/** The same block where its days are the same: the zone is only known after hydration, and seldom moves a line. */
function inZone({ source, zone, block }: StoredBlock, next: string): TimelineBlock {
  if (next === zone) return block
  const moved = blockOf(block.key, source, source.length - block.entries.length, [], next)
  return JSON.stringify(moved) === JSON.stringify(block) ? block : moved
}

const same = (a: Message[], b: Message[]) => a.length === b.length && a.every((message, index) => message === b[index])
