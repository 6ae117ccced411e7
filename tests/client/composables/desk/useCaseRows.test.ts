import { beforeEach, expect, test } from 'vitest'
import { ref } from 'vue'
import { ada } from '../../support/cast'
import { openClient } from '../../support/client'
import { caseEventOf, notesRoom, saidAt } from '../../support/desk'

beforeEach(() => {
  openClient()
})

test('what stands between two messages shows their author again, and turns are no news', () => {
  const said = [saidAt(1, 1), saidAt(2, 2), saidAt(3, 4), saidAt(4, 5)]
  const entries = caseTimeline({
    messages: said,
    notes: [saidAt(1, 3, { roomId: notesRoom, authorId: ada.id })],
    events: [
      caseEventOf(1, 0, { kind: 'opened' }), caseEventOf(2, 2, { kind: 'answered' }),
      caseEventOf(3, 4, { kind: 'state', before: 'open', after: 'waiting' }),
    ],
  })
  const rows = useCaseRows(() => entries, ref([])).value
  expect(rows.map(row => row.kind)).toEqual(['event', 'message', 'message', 'note', 'message', 'message'])
  expect(rows.map(row => row.kind === 'message' ? row.entry.continued : undefined))
    .toEqual([undefined, false, true, undefined, false, true])
  expect(rows.map(row => row.day)).toEqual(['2026-01-02', ...Array.from({ length: 5 }, () => undefined)])
})

test('what is on its way comes last, and once', () => {
  const message = saidAt(2, 2, { authorId: ada.id })
  const outgoing = ref([{ ...message, seq: undefined, state: 'queued' as const, body: 'words' }])
  const rowsOf = (messages: typeof message[]) =>
    useCaseRows(() => caseTimeline({ messages, notes: [], events: [] }), outgoing).value.map(row => row.key)
  expect(rowsOf([saidAt(1, 1)])).toHaveLength(2)
  expect(rowsOf([saidAt(1, 1), message])).toEqual(rowsOf([saidAt(1, 1)]))
})
