import type { DBSchema, IDBPDatabase } from 'idb'
import { openDB } from 'idb'
import { quietly } from '~/utils/quietly'
import { within } from '~/utils/within'

export interface OfflineMessage {
  seq: number
  /** Null when nobody knows who it was, or the account is gone. */
  author: string | null
  own: boolean
  /** Null when it was deleted. */
  body: string | null
  createdAt: string
}

/** A room as its reader last saw it. */
export interface OfflineRoom {
  id: number
  name: string | null
  /** In the list of rooms, from the top. */
  place: number
  rev: number
  messages: OfflineMessage[]
}

interface Schema extends DBSchema {
  rooms: { key: number, value: OfflineRoom }
  about: { key: 'copy', value: { userId: number, asOf: string } }
}

const name = 'plaza-offline'
const answerWithinMs = 3_000
/** Also written synchronously: with it gone, nothing of the copy is shown, whether it could be deleted yet or not. */
const ownerKey = 'plaza-offline-owner'

/**
 * The last rooms and messages of one person, which `public/offline.js` shows when there is no network. It never throws:
 * where the browser keeps nothing there is no copy.
 */
export class OfflineDatabase {
  /** Whatever is kept of anybody else is gone before anything is kept of this person. */
  async own(userId: number): Promise<void> {
    if (owner() !== String(userId)) await this.wipe()
    setOwner(userId)
  }

  async wipe(): Promise<void> {
    setOwner(undefined)
    await attempt(async (database) => {
      const writing = quietly(database.transaction(['rooms', 'about'], 'readwrite'))
      await Promise.all([writing.objectStore('rooms').clear(), writing.objectStore('about').clear(), writing.done])
    })
  }

  /**
   * Keeps these rooms, and of all others only those whose ids are `present`. What `merge` answers takes the place of
   * what is there. False when it could not be kept, or the copy is somebody else's by now.
   */
  async keep(
    userId: number, present: number[], changed: OfflineRoom[],
    merge: (known: OfflineRoom | undefined, room: OfflineRoom) => OfflineRoom,
  ): Promise<boolean> {
    return await attempt(async (database) => {
      const writing = quietly(database.transaction(['rooms', 'about'], 'readwrite'))
      if (owner() !== String(userId)) return false
      const rooms = writing.objectStore('rooms')
      const kept = await rooms.getAllKeys()
      await Promise.all([
        ...kept.filter(id => !present.includes(id)).map(id => rooms.delete(id)),
        ...changed.map(async room => rooms.put(merge(await rooms.get(room.id), room))),
        writing.objectStore('about').put({ userId, asOf: new Date().toISOString() }, 'copy'),
        writing.done,
      ])
      return true
    }) ?? false
  }

  /** Everything that is kept; for tests and for who looks. */
  async rooms(): Promise<OfflineRoom[]> {
    return await attempt(database => quietly(database.transaction('rooms')).store.getAll()) ?? []
  }
}

function owner(): string | null {
  try {
    return localStorage.getItem(ownerKey)
  }
  catch {
    return null
  }
}

function setOwner(userId: number | undefined): void {
  try {
    if (userId === undefined) localStorage.removeItem(ownerKey)
    else localStorage.setItem(ownerKey, String(userId))
  }
  catch {
    // Without an owner nothing is kept, and nothing is shown.
  }
}

async function attempt<T>(work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T | undefined> {
  try {
    return await within(answerWithinMs, open(work))
  }
  catch {
    return undefined
  }
}

/** Opened each time, every few seconds at most: nothing is held that another tab would have to wait for. */
async function open<T>(work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
  const database = await openDB<Schema>(name, 1, {
    upgrade(fresh, _old, _new, transaction) {
      quietly(transaction)
      fresh.createObjectStore('rooms', { keyPath: 'id' })
      fresh.createObjectStore('about')
    },
  })
  try {
    return await work(database)
  }
  finally {
    database.close()
  }
}
