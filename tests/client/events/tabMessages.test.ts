import { beforeEach, expect, test, vi } from 'vitest'
import { createTabMessageHandler } from '~/events/tabMessages'
import type { TabMessage } from '~/stores/connection/tabs'
import { ada, clientIdOf, grace, messageOf, roomOf } from '../support/cast'
import { newBrowser, openClient } from '../support/client'
import { navigateTo } from '../support/nuxt'

let handle: (message: TabMessage) => void

beforeEach(() => {
  newBrowser()
  openClient()
  handle = createTabMessageHandler()
  useRoomsStore().receive(roomOf())
  useMessagesStore().show(1, { messages: [], hasOlder: false, hasNewer: false, rev: 0 })
  useOutboxEntriesStore().all = [
    { clientId: clientIdOf(1), roomId: 1, authorId: ada.id, body: 'mine', createdAt: '', state: 'queued', position: 1 },
  ]
})

const mine = messageOf(1, { authorId: ada.id, clientId: clientIdOf(1) })

test('a message that another tab sent moves from the outbox into the room', () => {
  handle({ type: 'message.stored', message: mine })
  expect(useOutboxStore().entries).toEqual([])
  expect(useMessagesStore().lastSeq(1)).toBe(1)
  expect(useRoomsStore().byId[1]).toMatchObject({ lastSeq: 1, readSeq: 1 })
})

test('a draft that another tab has sent leaves the field', () => {
  const drafts = useDraftsStore()
  drafts.byRoom[1] = { body: 'mine', clientId: clientIdOf(1) }
  handle({ type: 'message.stored', message: messageOf(2, { authorId: ada.id, clientId: clientIdOf(2) }) })
  expect(drafts.of(1).body).toBe('mine')
  handle({ type: 'message.stored', message: mine })
  expect(drafts.of(1).body).toBe('')
})

test('why another tab could not send it shows here too', () => {
  handle({ type: 'message.waits', userId: ada.id, clientId: clientIdOf(1), code: 'busy' })
  expect(useOutboxStore().entries[0]?.code).toBe('busy')
})

test('what another person\'s tab says about messages is not ours', () => {
  handle({ type: 'message.stored', message: { ...mine, authorId: grace.id } })
  handle({ type: 'message.waits', userId: grace.id, clientId: clientIdOf(1), code: 'busy' })
  handle({ type: 'session.ended', userId: grace.id })
  expect(useOutboxStore().entries[0]?.state).toBe('queued')
  expect(useOutboxStore().entries[0]?.code).toBeUndefined()
  expect(useMessagesStore().lastSeq(1)).toBe(0)
  expect(navigateTo).not.toHaveBeenCalled()
})

test('who logs out in one tab is out in all', () => {
  handle({ type: 'session.ended', userId: ada.id })
  expect(navigateTo).toHaveBeenCalledWith(expect.stringContaining('error=session_ended'), { external: true })
})

test('another person\'s login in this browser ends this session', () => {
  handle({ type: 'session.is', userId: ada.id })
  expect(navigateTo).not.toHaveBeenCalled()
  handle({ type: 'session.is', userId: grace.id })
  expect(navigateTo).toHaveBeenCalledOnce()
})

test('the outbox is read again when another tab changed it, but not another person\'s', () => {
  const refresh = vi.spyOn(useOutboxStore(), 'refresh')
  handle({ type: 'outbox.changed', userId: grace.id })
  expect(refresh).not.toHaveBeenCalled()
  handle({ type: 'outbox.changed', userId: ada.id })
  expect(refresh).toHaveBeenCalledOnce()
})

test('a message of a tab with a newer build is ignored', () => {
  expect(() => handle({ type: 'draft.shared' } as never)).not.toThrow()
})
