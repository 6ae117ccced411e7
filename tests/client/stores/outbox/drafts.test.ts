import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { ada, clientIdOf, grace, messageOf } from '../../support/cast'
import { openClient } from '../../support/client'

const keyOf = (roomId: number, userId = ada.id) => `plaza:draft:${userId}:${roomId}`
const kept = (roomId: number, userId = ada.id) =>
  JSON.parse(localStorage.getItem(keyOf(roomId, userId)) ?? 'null') as object | null

/** Another tab of this browser writes. */
function elsewhere(roomId: number, draft: { body: string, replyTo?: number, clientId?: string } | null) {
  const key = keyOf(roomId)
  const oldValue = localStorage.getItem(key)
  const newValue = draft && JSON.stringify(draft)
  if (newValue) localStorage.setItem(key, newValue)
  else localStorage.removeItem(key)
  dispatchEvent(new StorageEvent('storage', { key, oldValue, newValue }))
}

/** The page is loaded again: nothing is left but what the browser keeps. */
function reload(userId = ada.id) {
  openClient()
  const drafts = useDraftsStore()
  drafts.open(userId)
  return drafts
}

beforeEach(() => void openClient())

describe('across reloads', () => {
  test('a draft and its reply are there again', () => {
    const before = reload()
    before.write(1, 'half a sentence')
    before.reply(1, 7)
    before.close()
    expect(reload().of(1)).toMatchObject({ body: 'half a sentence', replyTo: 7 })
  })

  test('what was typed before the page was hydrated joins what was kept', () => {
    localStorage.setItem(keyOf(1), JSON.stringify({ body: 'kept', replyTo: 3 }))
    const drafts = useDraftsStore()
    drafts.write(1, 'typed')
    drafts.open(ada.id)
    expect(drafts.of(1)).toMatchObject({ body: 'kept\ntyped', replyTo: 3 })
    expect(kept(1)).toMatchObject({ body: 'kept\ntyped' })
  })

  test('a draft that was sent before a crash could forget it does not come back', () => {
    localStorage.setItem(keyOf(1), JSON.stringify({ body: 'sent', clientId: clientIdOf(5) }))
    const messages = [messageOf(1, { clientId: clientIdOf(5) })]
    useMessagesStore().show(1, { messages, hasOlder: false, hasNewer: false, rev: 0 })
    const drafts = useDraftsStore()
    drafts.open(ada.id)
    expect(drafts.of(1).body).toBe('')
    expect(kept(1)).toBeNull()
  })

  test('a draft is only its author\'s', () => {
    reload().write(1, 'secret')
    expect(reload(grace.id).of(1).body).toBe('')
    expect(reload().of(1).body).toBe('secret')
  })
})

describe('in several tabs', () => {
  test('what another tab writes shows here', () => {
    const drafts = reload()
    elsewhere(1, { body: 'from there' })
    expect(drafts.of(1).body).toBe('from there')
  })

  test('what another tab sends is gone here too', () => {
    const drafts = reload()
    drafts.write(1, 'on its way')
    drafts.taken(1, drafts.of(1).clientId!)
    expect(drafts.of(1).body).toBe('')
    expect(kept(1)).toBeNull()
  })

  test('what another tab wrote and sent shows here no more, also when nothing else is heard of it', () => {
    const drafts = reload()
    elsewhere(1, { body: 'from there' })
    elsewhere(1, null)
    expect(drafts.of(1).body).toBe('')
  })

  test('what another tab empties is empty here too', () => {
    const drafts = reload()
    drafts.write(1, 'never mind')
    elsewhere(1, { body: '' })
    expect(drafts.of(1).body).toBe('')
  })

  test('a draft that has become a message does not come back with what another tab says late', () => {
    const drafts = reload()
    drafts.write(1, 'ok')
    const { clientId } = drafts.take(1, 'ok')
    drafts.taken(1, clientId)
    elsewhere(1, { body: 'ok', clientId })
    expect(drafts.of(1).body).toBe('')
  })

  test('what another tab did to an older draft never takes away what was written since', () => {
    const drafts = reload()
    drafts.write(1, 'newer')
    const [key, oldValue] = [keyOf(1), JSON.stringify({ body: 'older' })]
    for (const newValue of [null, JSON.stringify({ body: 'older!' })]) {
      localStorage.removeItem(key)
      dispatchEvent(new StorageEvent('storage', { key, oldValue, newValue }))
      expect(drafts.of(1).body).toBe('newer')
      expect(kept(1)).toMatchObject({ body: 'newer' })
    }
  })

  // The other tab took the draft before this one out of a copy of the storage that did not have this one yet.
  test('a removal that was meant for the draft before takes nothing away', () => {
    const drafts = reload()
    drafts.write(1, 'first')
    drafts.taken(1, drafts.take(1, 'first').clientId)
    drafts.write(1, 'second')
    elsewhere(1, null)
    expect(drafts.of(1).body).toBe('second')
    expect(kept(1)).toMatchObject({ body: 'second' })
  })

  test('the same holds for an answer that has no text yet', () => {
    const drafts = reload()
    drafts.reply(1, 7)
    elsewhere(1, null)
    expect(drafts.of(1).replyTo).toBe(7)
  })

  test('what other people or other parts of the app keep is not heard', () => {
    const drafts = reload()
    const newValue = JSON.stringify({ body: 'not mine' })
    dispatchEvent(new StorageEvent('storage', { key: keyOf(1, grace.id), newValue }))
    dispatchEvent(new StorageEvent('storage', { key: 'plaza-choice', newValue: '1' }))
    expect(drafts.of(1).body).toBe('')
  })

  test('a tab that was closed hears nothing more', () => {
    const drafts = reload()
    drafts.close()
    elsewhere(1, { body: 'from there' })
    expect(drafts.of(1).body).toBe('')
  })
})

describe('sending', () => {
  test('a text keeps its client id until it changes, so that two tabs send one message', () => {
    const drafts = reload()
    drafts.write(1, 'text')
    const { clientId } = drafts.of(1)
    drafts.write(1, 'text')
    expect(drafts.of(1).clientId).toBe(clientId)
    drafts.write(1, 'text!')
    expect(drafts.of(1).clientId).not.toBe(clientId)
  })

  test('a text that was brought back gets the id of its form once the browser posts it', () => {
    const drafts = reload()
    drafts.write(1, 'refused before')
    drafts.write(1, 'refused before', clientIdOf(5))
    expect(drafts.of(1).clientId).toBe(clientIdOf(5))
  })

  test.each([
    ['is no part of an older draft', 'older', { body: 'older', clientId: clientIdOf(4) }],
    ['is one message with the same draft', 'posted', { body: 'posted', clientId: clientIdOf(5) }],
  ])('what the browser posts itself %s', (_, body, expected) => {
    vi.stubGlobal('notePost', { body: 'posted' })
    onTestFinished(() => void vi.unstubAllGlobals())
    localStorage.setItem(keyOf(1), JSON.stringify({ body, clientId: clientIdOf(4) }))
    const drafts = useDraftsStore()
    drafts.write(1, 'posted', clientIdOf(5))
    drafts.open(ada.id)
    expect(drafts.of(1)).toMatchObject(expected)
    expect(kept(1)).toMatchObject(expected)
  })

  test('a text that the browser posts itself has the id of its form, and another one an id of its own', () => {
    const drafts = reload()
    drafts.write(1, 'posted', clientIdOf(5))
    expect(drafts.take(1, 'posted').clientId).toBe(clientIdOf(5))
    drafts.write(1, 'posted', clientIdOf(5))
    drafts.write(1, 'posted and changed')
    expect(drafts.of(1).clientId).toMatch(/./)
    expect(drafts.of(1).clientId).not.toBe(clientIdOf(5))
  })

  test('what is taken leaves the field at once, and the browser when the outbox has it', () => {
    const drafts = reload()
    drafts.write(1, 'text')
    drafts.reply(1, 4)
    const { clientId } = drafts.of(1)
    expect(drafts.take(1, 'text')).toEqual({ clientId, body: 'text', replyTo: 4 })
    expect(drafts.of(1)).toEqual({ body: '' })
    expect(kept(1)).toMatchObject({ body: 'text' })
    drafts.taken(1, clientId!)
    expect(kept(1)).toBeNull()
  })

  test('the next draft stays when the one before it is taken', () => {
    const drafts = reload()
    drafts.write(1, 'first')
    const { clientId } = drafts.take(1, 'first')
    drafts.write(1, 'second')
    drafts.taken(1, clientId)
    expect(drafts.of(1).body).toBe('second')
    expect(kept(1)).toMatchObject({ body: 'second' })
  })
})

describe('a browser that keeps nothing', () => {
  test('says of which rooms the draft would be lost, until it is sent or empty', () => {
    const drafts = reload()
    const setItem = () => { throw new DOMException('full', 'QuotaExceededError') }
    vi.stubGlobal('localStorage', { getItem: () => null, removeItem: () => {}, clear: () => {}, setItem })
    drafts.write(1, 'text')
    drafts.write(2, 'other')
    expect(drafts.unkept).toEqual([1, 2])
    drafts.write(2, '')
    expect(drafts.unkept).toEqual([1])
    const { clientId } = drafts.take(1, 'text')
    drafts.taken(1, clientId)
    expect(drafts.unkept).toEqual([])
  })
})

test('logging out takes every draft of the person along, and nobody else\'s', async () => {
  localStorage.setItem(keyOf(1, grace.id), JSON.stringify({ body: 'grace\'s' }))
  const { server } = openClient()
  server.on('DELETE /api/session', () => undefined)
  const drafts = useDraftsStore()
  drafts.open(ada.id)
  drafts.write(1, 'ada\'s')
  await useSessionStore().logOut()
  expect(kept(1)).toBeNull()
  expect(kept(1, grace.id)).toEqual({ body: 'grace\'s' })
  expect(drafts.of(1).body).toBe('')
})
