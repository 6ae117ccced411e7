import { ref, shallowReactive, shallowRef } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Message } from '#shared/protocol/message'
import type { Profile } from '#shared/protocol/user'
import { Announcer } from '~/widget/frame/announce'
import type { Cases } from '~/widget/frame/cases'
import type { Conversation } from '~/widget/frame/conversation'
import type { PageAround } from '~/widget/frame/page'
import { grace, messageOf } from '../support/cast'

const vera: Profile = { ...grace, id: 9, username: 'vera', kind: 'customer' }
const tell = vi.fn()
let lastMessage: Message | undefined
let announcer: Announcer

beforeEach(() => {
  lastMessage = undefined
  const all = shallowRef([{ id: 7, roomId: 1, get lastMessage() { return lastMessage } }])
  const cases = { all, byRoom: (roomId: number) => all.value.find(one => one.roomId === roomId) }
  announcer = new Announcer({
    state: { sound: false }, seen: true,
    cases: cases as unknown as Cases, around: { tell } as unknown as PageAround,
  })
})

/** The case as an answer of the server shows it. */
const answered = (...messages: Message[]) => ({
  roomId: 1, loaded: ref(true), lastSeq: messages.at(-1)?.seq ?? 0, messages: shallowRef(messages),
  users: shallowReactive(new Map([[grace.id, grace], [vera.id, vera]])),
}) as unknown as Conversation

const told = () => tell.mock.calls.map(([{ message }]) => message.text)

test('what an event brings is told once, also when an answer shows it again', () => {
  announcer.follow(1)
  announcer.heard(messageOf(1), grace)
  announcer.caughtUp(answered(messageOf(1)))
  expect(told()).toEqual(['message 1'])
  expect(tell).toHaveBeenCalledWith({
    type: 'message', message: { caseId: 7, author: 'Grace', text: 'message 1', createdAt: messageOf(1).createdAt },
  })
})

test('what an answer brings before its event is told once', () => {
  announcer.follow(1)
  announcer.caughtUp(answered(messageOf(1)))
  announcer.heard(messageOf(1), grace)
  expect(told()).toEqual(['message 1'])
})

test('all that was missed is told, but for own messages and deleted ones', () => {
  lastMessage = messageOf(2)
  announcer.begin()
  announcer.heard(messageOf(6), grace)
  announcer.caughtUp(answered(
    messageOf(1), messageOf(2), messageOf(3), messageOf(4, { authorId: vera.id }), messageOf(5, { body: null }),
    messageOf(6),
  ))
  expect(told()).toEqual(['message 6', 'message 3'])
})

test('of a case that was opened on another device only what comes from now on is told', () => {
  announcer.caughtUp(answered(messageOf(1), messageOf(2)))
  announcer.caughtUp(answered(messageOf(1), messageOf(2), messageOf(3)))
  expect(told()).toEqual(['message 3'])
})

test('whoever comes after somebody else hears nothing of theirs', () => {
  announcer.follow(1)
  announcer.forget()
  announcer.caughtUp(answered(messageOf(1)))
  expect(told()).toEqual([])
})
