import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import type { Message } from '#shared/protocol/message'
import RoomAnnouncer from '~/components/room/RoomAnnouncer.vue'
import { ada, grace, messageOf, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import { goTo } from '../../support/nuxt'
import type { FakeServer } from '../../support/transport'

const direct = roomOf({ id: 3, kind: 'direct', name: null, peer: grace, lastSeq: 4, lastMessage: messageOf(4) })

let server: FakeServer

beforeEach(() => {
  server = openClient().server
  useOwnPresenceStore().receive({ status: 'auto', text: '', hidden: false })
  goTo('/settings')
  useUsersStore().receive(grace)
  for (const room of [roomOf(), direct]) useRoomsStore().receive(structuredClone(room))
})

async function hear(...messages: Message[]): Promise<string> {
  const announcer = mount(RoomAnnouncer)
  for (const message of messages) useRoomsStore().receiveMessage(message, ada.id)
  await nextTick()
  const text = announcer.get('[aria-live=polite]').text()
  announcer.unmount()
  return text
}

test('a direct message that comes while its room is not open is spoken, as plain text', async () => {
  expect(await hear(messageOf(5, { roomId: 3, body: '**Lunch** at one?' })))
    .toBe('Direct message from Grace: Lunch at one?')
})

test('a mention is spoken with its room, and what else is said there is not', async () => {
  expect(await hear(messageOf(1))).toBe('')
  expect(await hear(messageOf(2, { body: 'Look, @ada', mentions: [ada.id] })))
    .toBe('Grace mentions you in Lobby: Look, @ada')
})

test('the first message of somebody new is spoken', async () => {
  const announcer = mount(RoomAnnouncer)
  const first = messageOf(1, { roomId: 9, body: 'Hello' })
  useRoomsStore().receive(roomOf({ id: 9, kind: 'direct', name: null, peer: grace, lastSeq: 1, lastMessage: first }))
  await nextTick()
  expect(announcer.text()).toBe('Direct message from Grace: Hello')
  announcer.unmount()
})

test('what was there before is not spoken, and neither is what is marked as unread', async () => {
  const announcer = mount(RoomAnnouncer)
  expect(announcer.text()).toBe('')
  useRoomsStore().byId[3]!.readSeq = 2
  await nextTick()
  expect(announcer.text()).toBe('')
  announcer.unmount()
})

test('an own message and one that is deleted already are not spoken', async () => {
  expect(await hear(messageOf(5, { roomId: 3, authorId: ada.id }))).toBe('')
  expect(await hear(messageOf(6, { roomId: 3, body: null, deletedAt: '2026-01-02T03:04:05.678Z' }))).toBe('')
})

test('the open room speaks for itself, a muted one and who does not want to be disturbed hear nothing', async () => {
  goTo('/rooms/3')
  expect(await hear(messageOf(5, { roomId: 3 }))).toBe('')
  goTo('/settings')
  useRoomsStore().receiveNotifications(3, { level: 'all', mutedUntil: '9999-12-31T23:59:59.999Z' })
  expect(await hear(messageOf(6, { roomId: 3 }))).toBe('')
  useRoomsStore().receiveNotifications(3, { level: 'all' })
  useOwnPresenceStore().receive({ status: 'dnd', text: '', hidden: false })
  expect(await hear(messageOf(7, { roomId: 3 }))).toBe('')
  useOwnPresenceStore().receive({ status: 'auto', text: '', hidden: false })
  expect(await hear(messageOf(8, { roomId: 3, body: 'Now' }))).toBe('Direct message from Grace: Now')
})

test('who does not want to be disturbed is asked for before the first word, where no page has asked', async () => {
  const own = useOwnPresenceStore()
  own.loaded = false
  server.on('GET /api/account/presence', () => ({ presence: { status: 'dnd', text: '', hidden: false } }))
  const announcer = mount(RoomAnnouncer)
  useRoomsStore().receiveMessage(messageOf(5, { roomId: 3 }), ada.id)
  await flushPromises()
  expect(own.loaded).toBe(true)
  expect(announcer.text()).toBe('')
  announcer.unmount()
})
