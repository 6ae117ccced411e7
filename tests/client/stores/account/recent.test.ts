import { beforeEach, expect, test } from 'vitest'
import { ada, grace } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
  server.on('DELETE /api/session', () => undefined)
})

test('what was used last comes first, once', () => {
  const recent = useRecentStore()
  for (const id of ['room-1', 'dark', 'room-1']) recent.note(id)
  expect(recent.ids).toEqual(['room-1', 'dark'])
})

test('is kept on this device, for this person, and twenty of it', () => {
  for (let id = 1; id <= 25; id++) useRecentStore().note(`room-${id}`)
  openClient()
  useRecentStore().open()
  expect(useRecentStore().ids).toHaveLength(20)
  expect(useRecentStore().ids[0]).toBe('room-25')
  useSessionStore().become(grace)
  useRecentStore().open()
  expect(useRecentStore().ids).toEqual([])
})

test('is gone with a log-out', async () => {
  const recent = useRecentStore()
  recent.note('room-1')
  await useSessionStore().logOut()
  expect(recent.ids).toEqual([])
  expect(Object.keys(localStorage).filter(key => key.includes('recent'))).toEqual([])
})

test('what cannot be read counts as nothing', () => {
  localStorage.setItem(`plaza:recent:${ada.id}`, '{"a":')
  useRecentStore().open()
  expect(useRecentStore().ids).toEqual([])
  localStorage.setItem(`plaza:recent:${ada.id}`, '[1,"room-2"]')
  useRecentStore().open()
  expect(useRecentStore().ids).toEqual(['room-2'])
})
