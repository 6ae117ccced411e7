import { beforeEach, expect, test } from 'vitest'
import { messageOf, messagesFrom } from '../../support/cast'
import { openClient } from '../../support/client'

const tombstone = (seq: number) => messageOf(seq, { body: null, deletedAt: '2026-01-02T04:00:00.000Z' })
const seqs = () => useMessagesStore().byRoom[1]?.messages.map(({ seq }) => seq)
const bodies = () => useMessagesStore().byRoom[1]?.messages.map(({ body }) => body)

beforeEach(() => {
  openClient()
  useMessagesStore().show(1, { messages: messagesFrom(5, 2), hasOlder: true, hasNewer: false, rev: 0 })
})

test('the next message takes its place at the end', () => {
  const next = messageOf(7)
  expect(useMessagesStore().place(next)).toEqual({ placed: [next], held: false })
  expect(seqs()).toEqual([5, 6, 7])
})

test('a message that comes again changes nothing', () => {
  const messages = useMessagesStore()
  messages.place(messageOf(6, { body: 'something else' }))
  expect(bodies()).toEqual(['message 5', 'message 6'])
})

test('a message that comes before those in front of it is held, and takes its place when they are there', () => {
  const messages = useMessagesStore()
  expect(messages.place(messageOf(9))).toEqual({ placed: [], held: true })
  expect(messages.place(messageOf(8))).toEqual({ placed: [], held: true })
  expect(seqs()).toEqual([5, 6])
  expect(messages.place(messageOf(7)).placed.map(({ seq }) => seq)).toEqual([7, 8, 9])
  expect(seqs()).toEqual([5, 6, 7, 8, 9])
})

test('a tombstone replaces its message, and the message never comes back', () => {
  const messages = useMessagesStore()
  messages.place(tombstone(6))
  messages.place(messageOf(6))
  expect(bodies()).toEqual(['message 5', null])
})

test('a deletion leaves the place, the author and the time of deletion', () => {
  const messages = useMessagesStore()
  messages.receiveDeletion(1, 5)
  expect(messages.find(1, 5)).toMatchObject({ seq: 5, authorId: 2, body: null })
  expect(messages.find(1, 5)?.deletedAt).toBeDefined()
  const before = messages.find(1, 5)
  messages.receiveDeletion(1, 5)
  expect(messages.find(1, 5)).toBe(before)
})

test('a message that is deleted while it is held shows as deleted', () => {
  const messages = useMessagesStore()
  messages.place(messageOf(8))
  messages.receiveDeletion(1, 8)
  messages.place(messageOf(7))
  expect(bodies()).toEqual(['message 5', 'message 6', 'message 7', null])
})

test('a list that does not reach the end takes nothing new: it would have a hole', () => {
  const messages = useMessagesStore()
  messages.show(1, { messages: messagesFrom(5, 2), hasOlder: true, hasNewer: true, rev: 0 })
  expect(messages.place(messageOf(7))).toEqual({ placed: [], held: false })
  expect(seqs()).toEqual([5, 6])
})

test('a room that was never opened keeps nothing', () => {
  const messages = useMessagesStore()
  expect(messages.place(messageOf(1, { roomId: 2 }))).toEqual({ placed: [], held: false })
  expect(messages.byRoom[2]).toBeUndefined()
})

test('a list that begins anew forgets what was held for the old one', () => {
  const messages = useMessagesStore()
  messages.place(messageOf(8))
  messages.show(1, { messages: messagesFrom(5, 2), hasOlder: true, hasNewer: false, rev: 0 })
  messages.place(messageOf(7))
  expect(seqs()).toEqual([5, 6, 7])
})

test('a message is found by its place and by its client id', () => {
  const messages = useMessagesStore()
  expect(messages.find(1, 6)?.body).toBe('message 6')
  expect(messages.find(1, 4)).toBeUndefined()
  expect(messages.find(2, 1)).toBeUndefined()
  expect(messages.has(1, messageOf(5).clientId)).toBe(true)
  expect(messages.has(1, messageOf(7).clientId)).toBe(false)
  expect(messages.lastSeq(1)).toBe(6)
  expect(messages.lastSeq(2)).toBe(0)
})

test('a room that is forgotten takes along what was held for it, and nothing of the others', () => {
  const messages = useMessagesStore()
  messages.show(2, { messages: [messageOf(1, { roomId: 2 })], hasOlder: false, hasNewer: false, rev: 0 })
  messages.forget(1)
  expect(Object.keys(messages.byRoom)).toEqual(['2'])
})

test('whom an own message mentions comes after its ack, and not to one that is deleted', () => {
  const store = useMessagesStore()
  store.show(1, { messages: messagesFrom(1, 2), hasOlder: false, hasNewer: false, rev: 0 })
  store.place(messageOf(2, { mentions: [3] }))
  expect(store.find(1, 2)?.mentions).toEqual([3])
  store.receiveDeletion(1, 1)
  store.place(messageOf(1, { mentions: [3] }))
  expect(store.find(1, 1)?.body).toBeNull()
})
