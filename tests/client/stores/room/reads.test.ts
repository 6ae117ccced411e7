import { beforeEach, expect, test } from 'vitest'
import { grace, mallory, messageOf, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'

let server: FakeServer

beforeEach(async () => {
  server = openClient().server
  server.on('GET /api/rooms/1/reads', () =>
    ({ reads: [{ userId: grace.id, seq: 2 }, { userId: mallory.id, seq: 4 }] }))
  useRoomsStore().receive(roomOf({ memberCount: 20 }))
  await useReadsStore().load(1)
})

test('who has read up to a message are those at it or beyond', () => {
  expect([1, 2, 3, 4, 5].map(seq => useReadsStore().readersOf(1, seq)))
    .toEqual([[2, 3], [2, 3], [3], [3], []])
})

test('positions never move back', () => {
  useReadsStore().receive(1, grace.id, 5)
  useReadsStore().receive(1, grace.id, 3)
  expect(useReadsStore().readersOf(1, 5)).toEqual([grace.id])
})

test('who writes has read what they write if they had read everything before', () => {
  useReadsStore().receiveMessage(messageOf(5))
  expect(useReadsStore().readersOf(1, 5)).toEqual([])
  useReadsStore().receiveMessage(messageOf(5, { authorId: mallory.id }))
  expect(useReadsStore().readersOf(1, 5)).toEqual([mallory.id])
})

test('somebody who left has read nothing', () => {
  useReadsStore().left(1, mallory.id)
  expect(useReadsStore().readersOf(1, 1)).toEqual([grace.id])
})

test('a larger room is not asked for, and what is said of it is not kept', async () => {
  useRoomsStore().receive(roomOf({ id: 2, memberCount: 21 }))
  await useReadsStore().load(2)
  useReadsStore().receive(2, grace.id, 1)
  expect(useReadsStore().readersOf(2, 1)).toEqual([])
  expect(server.requestsOf('GET /api/rooms/2/reads')).toEqual([])
})
