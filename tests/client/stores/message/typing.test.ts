import { beforeEach, expect, test, vi } from 'vitest'
import { messageOf, grace } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  vi.useFakeTimers()
  server = openClient().server
})

test('who is typing is shown for six seconds after their last key', () => {
  const typing = useTypingStore()
  typing.started(1, 2)
  vi.advanceTimersByTime(5_000)
  typing.started(1, 2)
  vi.advanceTimersByTime(5_999)
  expect(typing.byRoom[1]).toEqual([2])
  vi.advanceTimersByTime(1)
  expect(typing.byRoom[1]).toEqual([])
})

test('several people type, each for themselves and in their room', () => {
  const typing = useTypingStore()
  typing.started(1, 2)
  typing.started(1, 3)
  typing.started(2, 2)
  typing.stopped(1, 2)
  expect(typing.byRoom).toEqual({ 1: [3], 2: [2] })
})

test('one\'s own typing is announced every three seconds, and at once after a message', () => {
  useSocketStore().start()
  server.socket.accept()
  useSocketStore().greet()
  const typing = useTypingStore()
  const announced = () => server.socket.commands('room.typing').length
  typing.announce(1)
  vi.advanceTimersByTime(2_999)
  typing.announce(1)
  expect(announced()).toBe(1)
  vi.advanceTimersByTime(1)
  typing.announce(1)
  expect(announced()).toBe(2)
  typing.finished(1)
  typing.announce(1)
  expect(announced()).toBe(3)
})

test('what could not be announced is announced with the next key', () => {
  const typing = useTypingStore()
  typing.announce(1)
  useSocketStore().start()
  server.socket.accept()
  useSocketStore().greet()
  typing.announce(1)
  expect(server.socket.commands('room.typing')).toHaveLength(1)
})

test('a report shows the message it is about and who wrote it', async () => {
  server.on('GET /api/rooms/1/messages/4', () => ({ message: messageOf(4) }))
  server.on('GET /api/users/2', () => ({ user: grace }))
  server.on('PUT /api/rooms/1/messages/4/report', () => undefined)
  const reports = useReportsStore()
  await reports.open(1, 4)
  expect(reports.message?.body).toBe('message 4')
  expect(useUsersStore().byId[2]).toEqual(grace)
  await reports.report(1, 4, { reason: 'spam', note: 'again' })
  expect(server.requests.at(-1)?.body).toEqual({ reason: 'spam', note: 'again' })
})
