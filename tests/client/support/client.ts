import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import type { Pinia } from 'pinia'
import { createPinia, setActivePinia } from 'pinia'
import { onTestFinished, vi } from 'vitest'
import type { Room } from '#shared/protocol/room'
import type { User } from '#shared/protocol/user'
import { createServerEventHandler } from '~/events/serverEvents'
import { createTabMessageHandler } from '~/events/tabMessages'
import { ada } from './cast'
import { fakeChannels, fakeLocks } from './locks'
import type { FakeServer, FakeSocket } from './transport'
import { fakeServer } from './transport'

export interface FakeClient {
  pinia: Pinia
  server: FakeServer
}

/** A tab with empty stores, of ada unless told otherwise, before a fake server. Nothing listens yet; see `openTab`. */
export function openClient({ user = ada }: { user?: User | null } = {}): FakeClient {
  const server = fakeServer()
  const pinia = newTab(user)
  return { pinia, server }
}

function newTab(user: User | null): Pinia {
  const pinia = createPinia()
  setActivePinia(pinia)
  if (user) useSessionStore().become(user)
  return pinia
}

/** A new browser: nothing is kept in it, and its tabs hear each other. */
export function newBrowser() {
  vi.stubGlobal('indexedDB', new IDBFactory())
  fakeChannels()
  return fakeLocks()
}

/** A tab as the plugins make it: its stores, wired to the socket and to the other tabs of this browser. */
export async function openTab({ user = ada, rooms = [] }: { user?: User, rooms?: Room[] } = {}): Promise<Pinia> {
  const pinia = newTab(user)
  const tabs = useTabsStore()
  useSocketStore().subscribe({ received: createServerEventHandler(), ended: () => void useSessionStore(pinia).ended() })
  tabs.subscribe(createTabMessageHandler())
  tabs.start()
  rooms.forEach(room => useRoomsStore().receive(room))
  useDraftsStore().open(user.id)
  await useOutboxStore().open(user.id)
  onTestFinished(() => {
    useConnectionStore(pinia).stop()
    useOutboxStore(pinia).close()
  })
  return pinia
}

/** The tab's socket opens and the server greets it. */
export function connectTab(server: FakeServer, pinia: Pinia, user: User = ada): FakeSocket {
  useConnectionStore(pinia).start()
  server.socket.accept()
  server.socket.emit(readyFor(user))
  return server.socket
}

export const readyFor = (user: User = ada) => ({
  type: 'ready' as const, user, connectionId: 'c1', serverTime: '2026-01-02T03:04:05.678Z', protocol: 1 as const,
  features: { version: 0, features: {} },
})

/** Lets everything run that needs no more than the database and promises. */
export async function settled() {
  for (let round = 0; round < 200; round++) await new Promise(resolve => setImmediate(resolve))
}

/** Waits until this holds; most of it takes a millisecond or two of the database. */
export const until = (assertion: () => void) => vi.waitFor(assertion, { interval: 1, timeout: 10_000 })
