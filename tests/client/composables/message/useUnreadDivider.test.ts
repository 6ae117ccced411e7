import { nextTick, ref } from 'vue'
import { beforeEach, expect, test } from 'vitest'
import { ada, messageOf, messagesFrom, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import { withSetup } from '../../support/within'

const lobby = 1
const looking = ref(true)
const atEnd = ref(true)

beforeEach(() => {
  openClient()
  looking.value = true
  atEnd.value = true
})

/** Ada opens the lobby, of whose five messages she has read so many. */
function open({ readSeq = 5, messages = messagesFrom(1, 5) } = {}) {
  useMessagesStore().show(lobby, { messages, hasOlder: false, hasNewer: false, rev: 0 })
  return withSetup(() => useUnreadDivider(lobby, { userId: ada.id, readSeq, looking, atEnd })).result
}

async function arrives(seq: number, fields = {}) {
  useMessagesStore().place(messageOf(seq, fields))
  await nextTick()
}

test('"New" stands after what was read when the room was opened, and stays there while one reads on', async () => {
  const { newAfter } = open({ readSeq: 3 })
  expect(newAfter.value).toBe(3)
  await arrives(6)
  expect(newAfter.value).toBe(3)
})

test('what one wrote oneself was read up to there', () => {
  const messages = [...messagesFrom(1, 3), messageOf(4, { authorId: ada.id }), messageOf(5)]
  expect(open({ readSeq: 2, messages }).newAfter.value).toBe(4)
})

test('what comes while one looks at the end is not new', async () => {
  const { newAfter } = open()
  await arrives(6)
  await arrives(7)
  expect(newAfter.value).toBe(7)
})

test('what comes while one is away is new, from the first of them on', async () => {
  const { newAfter } = open()
  looking.value = false
  await nextTick()
  await arrives(6)
  await arrives(7)
  expect(newAfter.value).toBe(5)
  looking.value = true
  await nextTick()
  await arrives(8)
  expect(newAfter.value).toBe(5)
})

test('what comes below while one reads further up is new', async () => {
  const { newAfter } = open()
  atEnd.value = false
  await nextTick()
  await arrives(6)
  expect(newAfter.value).toBe(5)
})

test('an answer takes "New" along, also one from another tab', async () => {
  const { newAfter, answered } = open({ readSeq: 3 })
  answered()
  expect(newAfter.value).toBe(5)
  looking.value = false
  await nextTick()
  await arrives(6)
  await arrives(7, { authorId: ada.id })
  expect(newAfter.value).toBe(7)
})

test('it moves to where messages were marked as unread', async () => {
  useRoomsStore().receive(roomOf({ lastSeq: 5, readSeq: 5 }))
  const { newAfter } = open()
  useRoomsStore().receiveUnread(lobby, 2)
  await nextTick()
  expect(newAfter.value).toBe(2)
})
