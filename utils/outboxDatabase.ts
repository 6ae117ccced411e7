import type { DBSchema, IDBPDatabase } from 'idb'
import { openDB } from 'idb'
import type { OutgoingMessage } from '~/utils/outgoing'
import { readOutgoing } from '~/utils/outgoing'
import { quietly } from '~/utils/quietly'
import { within } from '~/utils/within'

type Kept = OutgoingMessage & { position: number }

interface Schema extends DBSchema {
  messages: {
    key: number
    value: OutgoingMessage
    indexes: { clientId: string, author: number, room: [number, number] }
  }
}

type Database = IDBPDatabase<Schema>

const name = 'plaza-outbox'
const version = 1
const answerWithinMs = 3_000

/**
 * The unsent messages of this browser, of all its people, in IndexedDB. Nothing here ever throws or hangs: where the
 * browser keeps nothing (private windows, full disks, a broken profile) the answer is undefined and the caller's
 * memory has to do.
 */
export class OutboxDatabase {
  #opening: Promise<Database> | undefined
  #refused = false

  /** Keeps a message and gives it its place; `known` when its client id is there already. */
  async add(message: OutgoingMessage): Promise<number | 'known' | undefined> {
    const { position: _, ...record } = { ...message }
    return this.#attempt(async (database) => {
      const store = quietly(database.transaction('messages', 'readwrite')).store
      if (await store.index('clientId').getKey(record.clientId) !== undefined) return 'known'
      const position = await store.add(record)
      await store.transaction.done
      return position
    })
  }

  /** Everything of one person, in order. What cannot be read any more is thrown away. */
  async all(authorId: number): Promise<Kept[] | undefined> {
    return this.#attempt(async (database) => {
      const store = quietly(database.transaction('messages', 'readwrite')).store
      const records = await store.index('author').getAll(authorId)
      const found = records.map(record => ({ record, message: readOutgoing(record) }))
      for (const { record, message } of found) if (!message && record.position) await store.delete(record.position)
      await store.transaction.done
      return found.flatMap(({ message }) => message ?? [])
    })
  }

  /** The first message that waits in a room, but for those that are dealt with; null when there is none. */
  async first(authorId: number, roomId: number, except: Set<string>): Promise<Kept | null | undefined> {
    return this.#attempt(async (database) => {
      const store = quietly(database.transaction('messages')).store
      let cursor = await store.index('room').openCursor([authorId, roomId])
      for (; cursor; cursor = await cursor.continue()) {
        const message = readOutgoing(cursor.value)
        if (message?.state === 'queued' && !except.has(message.clientId)) return message
      }
      return null
    })
  }

  /** Changes what is still there: a message that another tab took out never comes back. */
  async change({ clientId, state, code }: OutgoingMessage): Promise<void> {
    await this.#attempt(async (database) => {
      const store = quietly(database.transaction('messages', 'readwrite')).store
      const record = await store.index('clientId').get(clientId)
      if (record) await store.put({ ...record, state, code })
      await store.transaction.done
    })
  }

  async remove(clientIds: string[]): Promise<void> {
    await this.#attempt(async (database) => {
      const store = quietly(database.transaction('messages', 'readwrite')).store
      for (const clientId of clientIds) {
        const position = await store.index('clientId').getKey(clientId)
        if (position !== undefined) await store.delete(position)
      }
      await store.transaction.done
    })
  }

  async purge(authorId: number): Promise<void> {
    await this.#attempt(async (database) => {
      const store = quietly(database.transaction('messages', 'readwrite')).store
      for (const position of await store.index('author').getAllKeys(authorId)) await store.delete(position)
      await store.transaction.done
    })
  }

  async #attempt<T>(work: (database: Database) => Promise<T>): Promise<T | undefined> {
    for (const last of [false, true]) {
      const database = await this.#open()
      if (!database) return undefined
      try {
        return await within(answerWithinMs, work(database))
      }
      catch (error) {
        // The browser may close a database under us, to make room or for a newer version of us; opening it again is
        // all it takes.
        if (last || !(error instanceof DOMException && error.name === 'InvalidStateError')) return undefined
        this.#opening = undefined
      }
    }
  }

  async #open(): Promise<Database | undefined> {
    if (this.#refused) return undefined
    this.#opening ??= this.#connect()
    try {
      return await within(answerWithinMs, this.#opening)
    }
    catch {
      this.#refused = true
      return undefined
    }
  }

  async #connect(): Promise<Database> {
    const database = await this.#openVersion(version).catch(() => this.#openVersion(undefined))
    if (fits(database)) return database
    database.close()
    return this.#openVersion(database.version + 1)
  }

  #openVersion(wanted: number | undefined): Promise<Database> {
    const closed = () => {
      this.#opening = undefined
    }
    return openDB<Schema>(name, wanted, {
      upgrade: prepare,
      terminated: closed,
      // A newer version of us waits in another tab; ours is opened again when it is needed.
      blocking: (_current, _blocked, event) => {
        closed();
        (event.target as IDBDatabase).close()
      },
    })
  }
}

/** Whatever older, newer or broken form there was: what we need is there afterwards, and what has our form is kept. */
function prepare(database: Database, _old: number, _new: number | null, transaction: Upgrade) {
  const upgrade = quietly(transaction)
  if (database.objectStoreNames.contains('messages')) {
    if (isShaped(upgrade.objectStore('messages'))) return
    database.deleteObjectStore('messages')
  }
  const store = database.createObjectStore('messages', { keyPath: 'position', autoIncrement: true })
  store.createIndex('clientId', 'clientId', { unique: true })
  store.createIndex('author', 'authorId')
  store.createIndex('room', ['authorId', 'roomId'])
}

interface Upgrade {
  done: Promise<void>
  objectStore: (name: 'messages') => Shape
}

type Shape = Pick<IDBObjectStore, 'keyPath' | 'autoIncrement' | 'indexNames'>

function isShaped({ keyPath, autoIncrement, indexNames }: Shape): boolean {
  const indexes = ['clientId', 'author', 'room']
  return keyPath === 'position' && autoIncrement && indexes.every(index => indexNames.contains(index))
}

function fits(database: Database): boolean {
  return database.objectStoreNames.contains('messages') && isShaped(quietly(database.transaction('messages')).store)
}
