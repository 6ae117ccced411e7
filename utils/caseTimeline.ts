import type { Message } from '#shared/protocol/message'
import type { CaseEvent } from '#shared/protocol/supportCase'

export type CaseEntry
  = { kind: 'message' | 'note', key: string, at: number, message: Message }
    | { kind: 'event', key: string, at: number, event: CaseEvent }

interface Sources {
  messages: Message[]
  notes: Message[]
  events: CaseEvent[]
  /** What is older is on a page that was not loaded. */
  from?: number
}

/**
 * Messages, notes and events of a case by time. Each of the three keeps its own order, whatever the clocks of the nodes
 * said: only their last ones are compared, as the server does it.
 */
export function caseTimeline({ messages, notes, events, from = -Infinity }: Sources): CaseEntry[] {
  const lists: CaseEntry[][] = [
    messages.map(message => ofMessage('message', message)),
    notes.map(message => ofMessage('note', message)),
    events.map(event => ({ kind: 'event', key: `event:${event.id}`, at: Date.parse(event.createdAt), event })),
  ]
  const merged: CaseEntry[] = []
  for (;;) {
    const latest = lists.reduce<CaseEntry[] | undefined>((best, list) =>
      (list.at(-1)?.at ?? -Infinity) > (best?.at(-1)?.at ?? -Infinity) ? list : best, undefined)
    const entry = latest?.pop()
    if (!entry) return merged.reverse()
    if (entry.at >= from) merged.push(entry)
  }
}

function ofMessage(kind: 'message' | 'note', message: Message): CaseEntry {
  return { kind, key: `${kind}:${message.clientId}`, at: Date.parse(message.createdAt), message }
}

/** What the conversation shows anyway: the first answer, and that it is the turn of the other one. */
export function isWorthSaying({ kind, before, after }: CaseEvent): boolean {
  if (kind === 'answered') return false
  const turns = ['open', 'waiting']
  return kind !== 'state' || !(turns.includes(String(before)) && turns.includes(String(after)))
}
