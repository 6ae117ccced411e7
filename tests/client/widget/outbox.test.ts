import { describe, expect, it, vi } from 'vitest'
import type { Message } from '#shared/protocol/message'
import { createApi } from '~/utils/api'
import { createKeeper } from '~/widget/frame/keeper'
import { Outbox } from '~/widget/frame/outbox'
import { fakeServer, noNetwork, problem } from '../support/transport'

function start() {
  const server = fakeServer()
  const stored: Message[] = []
  const ended = vi.fn<() => void>()
  const keeper = createKeeper('help', {}, () => {})
  const outbox = new Outbox({
    api: createApi(server.fetch), keeper: () => keeper, stored: message => stored.push(message), ended,
  })
  const accept = () => server.on('POST /api/rooms/1/messages', ({ body }) => ({
    message: { roomId: 1, seq: stored.length + 1, authorId: 2, createdAt: '', ...body as object },
  }))
  const bodies = () => stored.map(({ body }) => body)
  return { server, outbox, stored, ended, accept, bodies }
}

const again = () => createKeeper('help', {}, () => {})

describe('what a visitor writes', () => {
  it('is sent in its order and then forgotten', async () => {
    const { outbox, accept, bodies } = start()
    accept()
    outbox.add(1, 'one')
    outbox.add(1, 'two')
    await vi.waitFor(() => expect(bodies()).toEqual(['one', 'two']), { timeout: 10_000 })
    expect(outbox.messages.value).toEqual([])
    expect(again().all('unsent:')).toEqual([])
  })

  it('waits for a connection, and keeps its client id through a lost answer', async () => {
    const { server, outbox, accept, bodies } = start()
    server.on('POST /api/rooms/1/messages', () => { throw noNetwork() })
    outbox.add(1, 'one')
    await vi.waitFor(() => expect(outbox.messages.value[0]?.code).toBe('offline'), { timeout: 10_000 })
    accept()
    outbox.hurry()
    await vi.waitFor(() => expect(bodies()).toEqual(['one']), { timeout: 10_000 })
    const ids = server.requestsOf('POST /api/rooms/1/messages').map(({ body }) => (body as Message).clientId)
    expect(new Set(ids).size).toBe(1)
  })

  it('is sent by the next page when this one is left', async () => {
    const first = start()
    first.server.on('POST /api/rooms/1/messages', () => { throw noNetwork() })
    first.outbox.add(1, 'one')
    await vi.waitFor(() => expect(first.outbox.messages.value[0]?.code).toBe('offline'), { timeout: 10_000 })
    const { outbox, accept, bodies } = start()
    accept()
    outbox.load()
    expect(outbox.messages.value.map(({ body }) => body)).toEqual(['one'])
    await vi.waitFor(() => expect(bodies()).toEqual(['one']), { timeout: 10_000 })
  })

  it('that is refused stays, with its reason, and lets the next one pass', async () => {
    const { server, outbox, accept, bodies } = start()
    server.on('POST /api/rooms/1/messages', () => { throw problem('too_large', 413) })
    outbox.add(1, 'one')
    await vi.waitFor(
      () => expect(outbox.messages.value[0]).toMatchObject({ state: 'failed', code: 'too_large' }),
      { timeout: 10_000 },
    )
    accept()
    outbox.add(1, 'two')
    await vi.waitFor(() => expect(bodies()).toEqual(['two']), { timeout: 10_000 })
    outbox.retry(outbox.messages.value[0]!)
    await vi.waitFor(() => expect(bodies()).toEqual(['two', 'one']), { timeout: 10_000 })
  })

  it('says when the token is no good any more', async () => {
    const { server, outbox, ended } = start()
    server.on('POST /api/rooms/1/messages', () => { throw problem('unauthenticated', 401) })
    outbox.add(1, 'one')
    await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce(), { timeout: 10_000 })
  })
})

describe('what is kept', () => {
  it('is kept by the page around where the frame may keep nothing', () => {
    vi.stubGlobal('localStorage', undefined)
    const told: unknown[] = []
    const keeper = createKeeper('help', { token: 'a', draft: 'b' }, (...all) => told.push(all))
    keeper.set('draft', null)
    keeper.set('unsent:1', 'c')
    expect([keeper.get('token'), keeper.get('draft')]).toEqual(['a', undefined])
    expect(keeper.all('unsent:')).toEqual([['unsent:1', 'c']])
    expect(told).toEqual([['draft', null], ['unsent:1', 'c']])
  })

  it('is of one inbox, and not lost for the page when the storage is full', () => {
    const keeper = createKeeper('help', {}, () => {})
    keeper.set('token', 'a')
    expect(createKeeper('other', {}, () => {}).get('token')).toBeUndefined()
    const full = new DOMException('full', 'QuotaExceededError')
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => { throw full })
    keeper.set('unsent:1', 'b')
    vi.restoreAllMocks()
    expect(keeper.all('unsent:')).toEqual([['unsent:1', 'b']])
  })
})
