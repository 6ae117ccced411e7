import type { Pinia } from 'pinia'
import { createPinia, setActivePinia } from 'pinia'
import type { User } from '#shared/protocol'
import { ada } from './cast'
import type { FakeServer } from './transport'
import { fakeServer } from './transport'

export interface FakeClient {
  pinia: Pinia
  server: FakeServer
}

/** A tab with empty stores, of ada unless told otherwise, before a fake server. */
export function openClient({ user = ada }: { user?: User | null } = {}): FakeClient {
  const server = fakeServer()
  const pinia = createPinia()
  setActivePinia(pinia)
  if (user) useSessionStore().become(user)
  return { pinia, server }
}
