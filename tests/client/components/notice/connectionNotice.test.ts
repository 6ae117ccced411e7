import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import ConnectionNotice from '~/components/notice/ConnectionNotice.vue'
import { clientIdOf, grace, messageOf, roomOf, syncedOf } from '../../support/cast'
import { newBrowser, openTab, readyFor, until } from '../../support/client'
import { goTo } from '../../support/nuxt'
import type { FakeServer } from '../../support/transport'
import { fakeServer, noNetwork, problem } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  newBrowser()
  server = fakeServer()
})

async function noticeIn() {
  await openTab({ rooms: [roomOf()] })
  return mount(ConnectionNotice)
}

const faked = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] as const
const fakeClock = () => vi.useFakeTimers({ toFake: [...faked] })
const synced = (lastSeq: number) =>
  ({ type: 'synced' as const, rooms: [syncedOf({ lastSeq, unread: lastSeq })] })
const created = (seq: number) => ({ type: 'message.created' as const, message: messageOf(seq), user: grace })
const write = (number: number) => useOutboxStore().add(1, { clientId: clientIdOf(number), body: `text ${number}` })

test('a connection that works is not worth a word', async () => {
  expect((await noticeIn()).text()).toBe('')
})

test('a lost one says so, and how much waits for it', async () => {
  server.on('POST /api/rooms/1/messages', () => { throw noNetwork() })
  fakeClock()
  const notice = await noticeIn()
  useConnectionStore().start()
  await vi.advanceTimersByTimeAsync(2_000)
  expect(notice.text()).toBe('Connecting…')
  server.socket.accept()
  server.socket.emit(readyFor(), synced(0))
  await vi.advanceTimersByTimeAsync(300)
  await until(() => expect(notice.text()).toBe(''))
  server.socket.drop()
  await vi.advanceTimersByTimeAsync(2_000)
  expect(notice.text()).toBe('Reconnecting…')
  await Promise.all([write(1), write(2)])
  await until(() => expect(notice.text()).toBe('Reconnecting… 2 messages waiting to be sent.'))
})

test('one that is back says what came', async () => {
  fakeClock()
  const notice = await noticeIn()
  useConnectionStore().start()
  await vi.advanceTimersByTimeAsync(2_000)
  server.socket.accept()
  server.socket.emit(readyFor(), synced(2), created(1), created(2))
  await vi.advanceTimersByTimeAsync(300)
  expect(notice.text()).toBe('Back online. 2 messages received.')
})

test('a new version offers to be loaded', async () => {
  const reload = vi.spyOn(location, 'reload').mockImplementation(() => {})
  const notice = await noticeIn()
  useHttpStore().outdated = true
  await flushPromises()
  expect(notice.text()).toContain('A new version is available.')
  await notice.get('button').trigger('click')
  expect(reload).toHaveBeenCalledOnce()
})

describe('a message that was not sent', () => {
  beforeEach(() => {
    server.on('POST /api/rooms/1/messages', () => { throw problem('forbidden', 403) })
  })

  test('is told where its room is not open, with the way there', async () => {
    const notice = await noticeIn()
    await write(1)
    await until(() => expect(notice.text()).toContain('A message to Lobby was not sent.'))
    expect(notice.get('a').attributes('href')).toBe('/rooms/1')
    goTo('/rooms/1', { id: '1' })
    await flushPromises()
    expect(notice.text()).toBe('')
  })

  test('of a room one is not in any more is shown, and can be discarded', async () => {
    const notice = await noticeIn()
    await write(1)
    useRoomsStore().forget(1)
    await until(() => expect(notice.text()).toContain('You are no longer in the room.'))
    expect(notice.get('q').text()).toBe('text 1')
    await notice.get('button').trigger('click')
    await until(() => expect(notice.text()).toBe(''))
    expect(useOutboxStore().entries).toEqual([])
  })
})
