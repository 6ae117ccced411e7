import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { openDB } from 'idb'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { OutboxDatabase } from '~/utils/outboxDatabase'
import type { OutgoingMessage } from '~/utils/outgoing'
import { ada, clientIdOf, grace } from '../support/cast'

const entry = (number: number, fields: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  clientId: clientIdOf(number), roomId: 1, authorId: ada.id, body: `text ${number}`, state: 'queued',
  createdAt: '2026-01-02T03:04:05.678Z', ...fields,
})

let database: OutboxDatabase
const bodies = async (userId = ada.id) => (await database.all(userId))?.map(({ body }) => body)

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  database = new OutboxDatabase()
})

/** The database as somebody else left it. */
async function left(version: number, prepare: (opened: IDBDatabase) => void) {
  const upgrade = (database: unknown) => prepare(database as IDBDatabase)
  const opened = await openDB('plaza-outbox', version, { upgrade })
  opened.close()
}

describe('what is kept', () => {
  test('has the order of writing, whatever the clocks said', async () => {
    await database.add(entry(1, { createdAt: '2030-01-01T00:00:00.000Z' }))
    await database.add(entry(2, { createdAt: '2000-01-01T00:00:00.000Z' }))
    expect(await bodies()).toEqual(['text 1', 'text 2'])
  })

  test('is kept once for each client id', async () => {
    expect(await database.add(entry(1))).toBe(1)
    expect(await database.add(entry(1, { body: 'again' }))).toBe('known')
    expect(await bodies()).toEqual(['text 1'])
  })

  test('belongs to who wrote it, and goes with them', async () => {
    await database.add(entry(1))
    await database.add(entry(2, { authorId: grace.id }))
    await database.purge(ada.id)
    expect(await bodies()).toEqual([])
    expect(await bodies(grace.id)).toEqual(['text 2'])
  })

  test('is there for the next tab', async () => {
    await database.add(entry(1))
    database = new OutboxDatabase()
    expect(await bodies()).toEqual(['text 1'])
  })
})

describe('a database that the browser takes away', () => {
  const rejected = vi.fn()
  beforeEach(() => {
    rejected.mockReset()
    process.on('unhandledRejection', rejected)
    return () => {
      process.off('unhandledRejection', rejected)
      vi.restoreAllMocks()
    }
  })

  /** From here on the browser ends every transaction right after it has begun. */
  function takeAway() {
    const begin = IDBDatabase.prototype.transaction
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...names) {
      const transaction = begin.apply(this, names)
      queueMicrotask(() => transaction.abort())
      return transaction
    })
  }

  test.each<[string, () => Promise<unknown>]>([
    ['keeps nothing', () => database.add(entry(1))],
    ['shows nothing', () => database.all(ada.id)],
    ['has nothing to send', () => database.first(ada.id, 1, new Set())],
    ['changes nothing', () => database.change(entry(1))],
    ['removes nothing', () => database.remove([clientIdOf(1)])],
    ['purges nothing', () => database.purge(ada.id)],
  ])('%s, and nothing goes unhandled', async (_, work) => {
    await database.all(ada.id)
    takeAway()
    expect(await work()).toBeUndefined()
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(rejected).not.toHaveBeenCalled()
  })

  test('cannot be prepared, and nothing goes unhandled', async () => {
    takeAway()
    expect(await database.add(entry(1))).toBeUndefined()
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(rejected).not.toHaveBeenCalled()
  })
})

describe('what is next', () => {
  test('is the first of its room that waits', async () => {
    await database.add(entry(1, { roomId: 2 }))
    await database.add(entry(2, { state: 'failed' }))
    await database.add(entry(3))
    await database.add(entry(4))
    expect((await database.first(ada.id, 1, new Set()))?.body).toBe('text 3')
    expect((await database.first(ada.id, 1, new Set([clientIdOf(3)])))?.body).toBe('text 4')
    expect(await database.first(ada.id, 3, new Set())).toBeNull()
  })

  test('is not what was taken out, also when another tab changes it afterwards', async () => {
    await database.add(entry(1))
    await database.remove([clientIdOf(1), clientIdOf(9)])
    await database.change(entry(1, { state: 'failed' }))
    expect(await database.first(ada.id, 1, new Set())).toBeNull()
  })

  test('is not what has failed, until somebody tries again', async () => {
    await database.add(entry(1))
    await database.change(entry(1, { state: 'failed', code: 'forbidden' }))
    expect(await database.first(ada.id, 1, new Set())).toBeNull()
    expect(await database.all(ada.id)).toMatchObject([{ state: 'failed', code: 'forbidden' }])
    await database.change(entry(1))
    expect((await database.first(ada.id, 1, new Set()))?.body).toBe('text 1')
  })
})

describe('a database that is not as it should be', () => {
  test('of a newer version with our form is used as it is', async () => {
    await database.add(entry(1))
    vi.stubGlobal('indexedDB', indexedDB)
    await left(7, () => {})
    database = new OutboxDatabase()
    expect(await bodies()).toEqual(['text 1'])
  })

  test('of another form is made anew', async () => {
    await left(3, opened => void opened.createObjectStore('messages', { keyPath: 'id' }))
    expect(await database.add(entry(1))).toBe(1)
    expect(await bodies()).toEqual(['text 1'])
  })

  test('loses the records that make no sense, and keeps the others', async () => {
    await database.add(entry(1))
    const opened = await openDB('plaza-outbox')
    await opened.add('messages', { authorId: ada.id, clientId: 'x', roomId: 1, body: 'broken' })
    opened.close()
    expect(await bodies()).toEqual(['text 1'])
    const again = await openDB('plaza-outbox')
    expect(await again.count('messages')).toBe(1)
    again.close()
  })

  test('that the browser closed under us is opened again', async () => {
    await database.add(entry(1))
    const newer = await openDB('plaza-outbox', 9)
    newer.close()
    expect(await bodies()).toEqual(['text 1'])
  })

  test('that cannot be opened answers nothing, and is not tried again', async () => {
    const open = vi.fn(() => { throw new DOMException('no', 'SecurityError') })
    vi.stubGlobal('indexedDB', { open })
    expect(await database.add(entry(1))).toBeUndefined()
    const before = open.mock.calls.length
    expect(await database.all(ada.id)).toBeUndefined()
    expect(open).toHaveBeenCalledTimes(before)
  })

  test('that never answers is given up after three seconds', async () => {
    vi.useFakeTimers()
    vi.stubGlobal('indexedDB', { open: () => ({ addEventListener: () => {}, removeEventListener: () => {} }) })
    const answer = database.all(ada.id)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(await answer).toBeUndefined()
  })
})
