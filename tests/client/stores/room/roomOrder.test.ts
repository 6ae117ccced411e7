import { beforeEach, expect, test } from 'vitest'
import { grace, messageOf, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'

const names = () => useRoomOrderStore().list.map(room => room.name ?? 'Grace')

beforeEach(() => {
  openClient()
  const quiet = { level: 'none' } as const
  const rooms = [
    roomOf({ id: 1, name: 'Read' }), roomOf({ id: 2, name: 'Unread', lastSeq: 4 }),
    roomOf({ id: 3, name: 'Muted', lastSeq: 4, notifications: quiet }),
    roomOf({ id: 4, kind: 'direct', name: null, peer: grace }),
    roomOf({ id: 5, name: 'Favourite', notifications: { level: 'all', favourite: true } }),
    roomOf({ id: 6, name: 'Square', square: true }),
  ]
  for (const room of rooms.reverse()) useRoomsStore().receive(room)
})

test('in each section what is unread comes first, and the rest by its newest message', () => {
  expect(names()).toEqual(['Square', 'Favourite', 'Grace', 'Unread', 'Read', 'Muted'])
  useRoomsStore().receiveMessage(messageOf(5, { roomId: 3 }), 1)
  expect(names()).toEqual(['Square', 'Favourite', 'Grace', 'Unread', 'Muted', 'Read'])
})

test('nothing moves while somebody holds it; what is new comes last in its section', () => {
  const order = useRoomOrderStore()
  order.hold('pointer')
  order.hold('keys')
  useRoomsStore().receiveRead(2, 4)
  useRoomsStore().receiveMessage(messageOf(1, { roomId: 1 }), 1)
  useRoomsStore().receive(roomOf({ id: 7, name: 'New', lastSeq: 1 }))
  const held = ['Square', 'Favourite', 'Grace', 'Unread', 'Read', 'Muted', 'New']
  expect(names()).toEqual(held)
  order.release('pointer')
  expect(names()).toEqual(held)
  useRoomsStore().forget(3)
  order.release('keys')
  expect(names()).toEqual(['Square', 'Favourite', 'Grace', 'New', 'Read', 'Unread'])
})
