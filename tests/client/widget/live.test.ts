import { describe, expect, it, vi } from 'vitest'
import { createApi } from '~/utils/api'
import { Live } from '~/widget/frame/live'
import { fakeServer, noNetwork, problem } from '../support/transport'

const ready = { type: 'ready', user: { id: 2 } } as never

function start({ tickets = true } = {}) {
  vi.useFakeTimers()
  const server = fakeServer()
  let count = 0
  server.on('POST /api/socket-tickets', () => {
    if (!tickets) throw problem('unavailable', 503)
    return { ticket: `t${++count}` }
  })
  const [refresh, ended] = [vi.fn(() => Promise.resolve()), vi.fn()]
  const live = new Live({ api: createApi(server.fetch), receive: () => {}, refresh, ended, seen: () => true })
  live.start()
  return { server, live, refresh, ended }
}

describe('news of a customer’s cases', () => {
  it('come by a socket with a ticket of its own each time', async () => {
    const { server, live, refresh } = start()
    await vi.advanceTimersByTimeAsync(1)
    expect(server.socket.url).toMatch(/\/ws\?ticket=t1$/)
    server.socket.accept()
    server.socket.emit(ready)
    expect(live.state.value).toBe('live')
    expect(refresh, 'what came before it').toHaveBeenCalledOnce()
    server.socket.drop()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(server.socket.url).toMatch(/\/ws\?ticket=t2$/)
    live.stop()
  })

  it('are asked for while no socket comes through', async () => {
    const { live, refresh } = start({ tickets: false })
    await vi.advanceTimersByTimeAsync(9_000)
    expect(live.state.value).toBe('polling')
    expect(refresh.mock.calls.length).toBeGreaterThanOrEqual(2)
    live.stop()
    const asked = refresh.mock.calls.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(refresh.mock.calls.length).toBe(asked)
  })

  it('that do not come at all are said to be late, until they do', async () => {
    const { server, live, refresh } = start({ tickets: false })
    refresh.mockImplementation(() => createApi(server.fetch).get('/api/support/cases'))
    server.on('GET /api/support/cases', () => { throw noNetwork() })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(live.state.value).toBe('waiting')
    server.on('GET /api/support/cases', () => ({ cases: [] }))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(live.state.value).toBe('polling')
    live.stop()
  })

  it('end with the session', async () => {
    const { server, ended } = start({ tickets: false })
    server.on('POST /api/socket-tickets', () => { throw problem('unauthenticated', 401) })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(ended).toHaveBeenCalled()
  })
})
