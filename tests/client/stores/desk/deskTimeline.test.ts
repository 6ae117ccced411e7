import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { CaseEvent, TimelineEntry } from '#shared/protocol/supportCase'
import type { Message } from '#shared/protocol/message'
import { ada } from '../../support/cast'
import { openClient } from '../../support/client'
import { caseEventOf, caseOf, caseRoom, notesRoom, saidAt } from '../../support/desk'
import type { FakeServer } from '../../support/transport'

let server: FakeServer
let said: Message[]
let notes: Message[]
let events: CaseEvent[]

const all = (): TimelineEntry[] => caseTimeline({ messages: said, notes, events }).map(entry => entry.kind === 'event'
  ? { kind: 'event', event: entry.event }
  : { kind: entry.kind, message: entry.message })

beforeEach(() => {
  server = openClient().server
  said = [saidAt(1, 1), saidAt(2, 3, { authorId: ada.id }), saidAt(3, 8)]
  notes = [saidAt(1, 4, { roomId: notesRoom, authorId: ada.id })]
  events = [caseEventOf(10, 0, { kind: 'opened' }), caseEventOf(20, 2)]
  useDeskCasesStore().receive(caseOf(1, { notesRoomId: notesRoom }))
  // A page is the last entries before the place that the cursor names.
  server.on('GET /api/support/cases/1/timeline', ({ query = {} }) => {
    const entries = all()
    const end = query.cursor === undefined ? entries.length : Number(query.cursor)
    const start = Math.max(0, end - pageSize)
    return { entries: entries.slice(start, end), users: [], ...(start > 0 && { cursor: String(start) }) }
  })
})

let pageSize = 50
beforeEach(() => {
  pageSize = 50
})

const shown = () => useDeskTimelineStore().entries(1).map(entry => entry.key.replace(/0{4,}-.*-0*/, ''))
const kinds = () => useDeskTimelineStore().entries(1).map(entry => entry.kind)

test('messages, notes and events are one list by time', async () => {
  await useDeskTimelineStore().open(1)
  expect(kinds()).toEqual(['event', 'message', 'event', 'message', 'note', 'message'])
})

test('earlier pages join without a hole and without anything twice', async () => {
  pageSize = 2
  const timeline = useDeskTimelineStore()
  await timeline.open(1)
  expect(kinds()).toEqual(['note', 'message'])
  await timeline.loadOlder(1)
  await timeline.loadOlder(1)
  expect(kinds()).toEqual(['event', 'message', 'event', 'message', 'note', 'message'])
  expect(timeline.byCase[1]?.cursor).toBeUndefined()
  const before = shown()
  await timeline.open(1)
  await timeline.loadOlder(1)
  await timeline.loadOlder(1)
  expect(shown()).toEqual(before)
})

test('what happens while it is open leaves the same as reading it afresh', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const [timeline, history] = [useDeskTimelineStore(), useHistoryStore()]
  await timeline.open(1)
  said.push(saidAt(4, 12), saidAt(5, 13))
  notes.push(saidAt(2, 12, { roomId: notesRoom }))
  events.push(caseEventOf(31, 12, { kind: 'priority', after: 'high' }))
  // The second message overtakes the first, and the note comes twice.
  for (const message of [said[4]!, said[3]!, notes[1]!, notes[1]!]) history.receive(message)
  timeline.receiveCase(caseOf(1, { notesRoomId: notesRoom, version: 2 }))
  await vi.advanceTimersByTimeAsync(1_000)
  const live = shown()
  expect(kinds().slice(-4)).toEqual(['event', 'note', 'message', 'message'])
  await timeline.open(1)
  expect(live).toEqual(shown())
})

test('the first note makes the list it belongs to', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  notes = []
  const [timeline, cases] = [useDeskTimelineStore(), useDeskCasesStore()]
  useDeskCasesStore().byId = {}
  cases.receive(caseOf(1))
  await timeline.open(1)
  notes.push(saidAt(1, 20, { roomId: notesRoom }))
  cases.receive(caseOf(1, { notesRoomId: notesRoom }))
  timeline.receiveCase(cases.byId[1]!)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(kinds().at(-1)).toBe('note')
})

test('after more than a page of changes it is read anew', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  pageSize = 3
  const timeline = useDeskTimelineStore()
  await timeline.open(1)
  for (let n = 0; n < 6; n++) events.push(caseEventOf(40 + n, 30 + n))
  timeline.refresh(1)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(shown()).toEqual(['event:43', 'event:44', 'event:45'])
})

test('the list of a room has no older page in it that does not join', async () => {
  await useDeskTimelineStore().open(1)
  expect(useMessagesStore().byRoom[caseRoom]?.messages.map(message => message.seq)).toEqual([1, 2, 3])
})
