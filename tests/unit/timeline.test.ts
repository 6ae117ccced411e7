import { expect, test } from 'vitest'
import type { Message } from '../../shared/protocol/message.ts'
import { timelineOf } from '../../utils/timeline.ts'

const [ada, bob] = [1, 2]
let seq = 0
const said = (authorId: number, body: string | null, fields: Partial<Message> = {}): Message => ({
  roomId: 1,
  seq: ++seq,
  authorId,
  clientId: `c${seq}`,
  body,
  createdAt: new Date(Date.UTC(2026, 0, 1, 12, 0, seq)).toISOString(),
  ...fields,
})
const continued = (...messages: Message[]) => timelineOf(messages, []).map(entry => entry.continued)

test('a deleted message is grouped as any other: under its own author, never under the one above', () => {
  expect(
    continued(said(ada, 'a'), said(bob, null), said(bob, 'b'), said(ada, null), said(ada, null), said(ada, 'c')),
  ).toEqual([false, false, true, false, true, true])
})

test('a deletion in a run changes nothing for those around it', () => {
  expect(continued(said(ada, 'a'), said(ada, 'b'), said(ada, 'c'))).toEqual([false, true, true])
  for (const gone of [0, 1, 2]) {
    expect(continued(...[0, 1, 2].map(n => said(ada, n === gone ? null : 'x')))).toEqual([false, true, true])
  }
})

test('an answer begins anew, as long as it shows what it answers', () => {
  expect(continued(said(ada, 'a'), said(ada, 'b', { replyTo: 1 }))).toEqual([false, false])
  expect(continued(said(ada, 'a'), said(ada, null, { replyTo: 1 }))).toEqual([false, true])
})

test('five minutes later one begins anew', () => {
  const later = { createdAt: new Date(Date.UTC(2026, 0, 2)).toISOString() }
  expect(continued(said(ada, 'a'), said(ada, 'b', later))).toEqual([false, false])
})
