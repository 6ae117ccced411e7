import type { JobPreview } from '#shared/protocol/job'
import { searchText } from '#shared/text'
import { invalidField } from '../../core/errors'
import type { JobRow } from './job'
import { withinReach } from '../messages/messageSearch'
import type { MessageFilter } from '../messages/messageSearch'

/** As it is kept with a job. */
export type StoredFilter = Omit<MessageFilter, 'from' | 'to'> & { from?: string, to?: string }

type BoundedFilter = MessageFilter & { to: Date }

/** What a deletion may go by: within the reach of a search, and nothing that is written after this moment. */
export function boundFilter(filter: MessageFilter): BoundedFilter {
  assertNarrow(filter)
  const now = new Date()
  return { ...withinReach(filter), to: filter.to && filter.to < now ? filter.to : now }
}

/** The filter of a job as it was queued. Checked again, because what it leaves out is deleted. */
export function storedFilter(kind: JobRow['kind'], { from, to, ...filter }: StoredFilter): MessageFilter {
  assertNarrow(filter)
  if (kind === 'content_wipe') {
    if (filter.author === undefined) throw invalidField('filter', 'narrow')
    return filter
  }
  if (to === undefined) throw invalidField('filter', 'narrow')
  return { ...filter, ...(from !== undefined && { from: new Date(from) }), to: new Date(to) }
}

/** One room, one author or a text that can be seen: without any of them everything would be deleted. */
function assertNarrow({ room, author, query }: Pick<MessageFilter, 'room' | 'author' | 'query'>): void {
  const isId = (id: number | undefined) => Number.isSafeInteger(id) && Number(id) > 0
  if (query !== undefined && searchText(query) !== query) throw invalidField('filter.query', 'required')
  if (!isId(room) && !isId(author) && !query) throw invalidField('filter', 'narrow')
}

export function toWire({ room, author, query, from, to }: BoundedFilter): JobPreview['filter'] {
  return {
    ...(room !== undefined && { room }), ...(author !== undefined && { author }), ...(query !== undefined && { query }),
    ...(from && { from: from.toISOString() }), to: to.toISOString(),
  }
}
