import type { Message } from '#shared/protocol/message'
import type { CaseEvent } from '#shared/protocol/supportCase'
import type { CaseEntry } from '~/utils/caseTimeline'
import { isWorthSaying } from '~/utils/caseTimeline'
import type { OutgoingMessage } from '~/utils/outgoing'
import type { TimelineEntry } from '~/utils/timeline'
import { timelineOf } from '~/utils/timeline'

interface Row {
  key: string
  /** A new day begins with it, in the reader's zone. */
  day?: string
}

export type CaseRow = Row & (
  { kind: 'message', entry: TimelineEntry }
  | { kind: 'note', message: Message }
  | { kind: 'event', event: CaseEvent }
)

/** The lines of a case as they are drawn: what is on its way comes last, as in every room. */
export function useCaseRows(entries: () => CaseEntry[], outgoing: Readonly<Ref<OutgoingMessage[]>>) {
  const preferences = usePreferencesStore()

  return computed((): CaseRow[] => {
    const shown = entries().filter(entry => entry.kind !== 'event' || isWorthSaying(entry.event))
    const stored = new Set(shown.flatMap(entry => entry.kind === 'event' ? [] : entry.message.clientId))
    const waiting = outgoing.value.filter(({ clientId }) => !stored.has(clientId))
    const said = new Map(timelineOf(
      shown.flatMap(entry => entry.kind === 'message' ? entry.message : []), waiting,
    ).map(entry => [entry.clientId, entry]))
    let [day, previous] = ['', '']
    const rows = shown.map((entry): CaseRow => {
      const at = entry.kind === 'event' ? entry.event.createdAt : entry.message.createdAt
      const here = dayIn(at, preferences.timeZone)
      const row = { key: entry.key, ...(here !== day && { day: here }) }
      // What stands between two messages, or a new day, shows their author again.
      const isInterrupted = here !== day || previous !== 'message'
      day = here
      previous = entry.kind
      if (entry.kind === 'event') return { ...row, kind: 'event', event: entry.event }
      if (entry.kind === 'note') return { ...row, kind: 'note', message: entry.message }
      const line = said.get(entry.message.clientId) as TimelineEntry
      if (isInterrupted) line.continued = false
      return { ...row, kind: 'message', entry: line }
    })
    const last = waiting.map(({ clientId }): CaseRow =>
      ({ key: `message:${clientId}`, kind: 'message', entry: said.get(clientId) as TimelineEntry }))
    return [...rows, ...last]
  })
}
