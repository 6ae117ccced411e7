import { beforeEach, describe, expect, test } from 'vitest'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { noNetwork, problem } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
})

describe('a failure', () => {
  test('without an answer is "offline"', async () => {
    server.on('GET /api/site', () => { throw noNetwork() })
    await expect(useSiteStore().load()).rejects.toMatchObject({ code: 'offline', status: 0 })
  })

  test('has the code, the reason and the pause that the server names', async () => {
    server.on('GET /api/site', () => { throw problem('forbidden', 403, { detail: 'muted', retryAfter: 30 }) })
    await expect(useSiteStore().load()).rejects.toMatchObject({ code: 'forbidden', reason: 'muted', retryAfter: 30 })
  })

  test('without a code of ours is "internal"', async () => {
    server.on('GET /api/site', () => { throw Object.assign(new Error('bad gateway'), { status: 502 }) })
    await expect(useSiteStore().load()).rejects.toMatchObject({ code: 'internal', reason: 'internal', status: 502 })
  })

  test('that is no news is swallowed, one of ours is not', async () => {
    await expect(failureOf(Promise.reject(new ApiError('busy', 503)))).resolves.toMatchObject({ code: 'busy' })
    await expect(failureOf(Promise.resolve(1))).resolves.toBeUndefined()
    await expect(failureOf(Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug')
  })
})

describe('the version', () => {
  const answered = (build: string) => useHttpStore().answered(new Headers({ 'plaza-build': build }))

  test('is outdated once an answer comes from another build, and stays so', () => {
    answered('this-build')
    expect(useVersionStore().outdated).toBe(false)
    answered('next-build')
    answered('this-build')
    expect(useVersionStore().outdated).toBe(true)
  })

  test('is outdated when a part is missing of a server that answers', async () => {
    server.on('GET /api/health/live', () => { throw noNetwork() })
    await useVersionStore().partMissing()
    expect(useVersionStore().outdated).toBe(false)
    server.on('GET /api/health/live', () => ({}))
    await useVersionStore().partMissing()
    expect(useVersionStore().outdated).toBe(true)
  })
})
