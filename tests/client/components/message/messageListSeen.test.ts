import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import { defineComponent, h } from 'vue'
import type { Room } from '#shared/protocol/room'
import MessageListSeen from '~/components/message/list/MessageListSeen.vue'
import { ada, grace, mallory, messageOf, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
  useUsersStore().receive(grace, mallory)
})

/** What stands below the messages that ada and grace have written by turns, ada last. */
async function seenOf(reads: { userId: number, seq: number }[], room: Partial<Room> = {}, last = ada.id) {
  server.on('GET /api/rooms/1/reads', () => ({ reads }))
  useRoomsStore().receive(roomOf(room))
  const messages = [messageOf(1, { authorId: ada.id }), messageOf(2), messageOf(3, { authorId: ada.id })]
  if (last !== ada.id) messages.push(messageOf(4, { authorId: last }))
  const list = { messages, hasOlder: false, hasNewer: false, rev: 1 }
  const seen = ref()
  mount(defineComponent(() => {
    const found = useSeenBy(() => roomOf(room), () => list, ada.id)
    watchEffect(() => { seen.value = found.value })
    return () => h('div')
  }))
  await flushPromises()
  return seen.value
}

test('the last own message is the one that was seen, by those who have read it', async () => {
  expect(await seenOf([{ userId: grace.id, seq: 3 }, { userId: mallory.id, seq: 2 }]))
    .toEqual({ seq: 3, userIds: [grace.id], direct: false })
})

test('what nobody has read was not seen', async () => {
  expect(await seenOf([{ userId: grace.id, seq: 2 }])).toBeUndefined()
})

test('an answer in a direct room says by itself that the message was seen', async () => {
  const reads = [{ userId: grace.id, seq: 4 }]
  expect(await seenOf(reads, { kind: 'direct', peer: grace })).toMatchObject({ seq: 3, direct: true })
  expect(await seenOf(reads, { kind: 'direct', peer: grace }, grace.id)).toBeUndefined()
  expect(await seenOf(reads, {}, grace.id)).toMatchObject({ seq: 3 })
})

test('a direct room says that it was seen, a group by how many, and on request by whom', () => {
  const props = { userIds: [grace.id, mallory.id] }
  expect(mount(MessageListSeen, { props: { ...props, direct: true } }).text()).toBe('Seen')
  const group = mount(MessageListSeen, { props: { ...props, direct: false } })
  expect(group.get('button').text()).toBe('Seen by 2')
  expect(group.text()).toMatch(/^Seen by 2\s*Grace, Mallory$/)
})
