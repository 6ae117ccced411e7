import type { HostIdentity, HostMessage } from '../protocol'

export interface Events {
  ready: undefined
  open: undefined
  close: undefined
  /** A message of the team. */
  message: HostMessage
  unread: number
}

type Listener<K extends keyof Events> = (detail: Events[K]) => void

/** What `window.Plaza` offers to the page. */
export interface PlazaApi {
  open: () => void
  close: () => void
  /** Who is logged in on the site; null when nobody is any more. */
  identify: (identity: HostIdentity | null) => void
  /** Returns what takes the listener away again. */
  on: <K extends keyof Events>(name: K, listener: Listener<K>) => () => void
  /** As an array has it, so that calls can be made before the script is there. */
  push: (...calls: Call[]) => void
}

type Plain = Exclude<keyof PlazaApi, 'push' | 'on'>
type Call = { [K in Plain]: [K, ...Parameters<PlazaApi[K]>] }[Plain]
  | { [K in keyof Events]: ['on', K, Listener<K>] }[keyof Events]

declare global {
  interface Window {
    Plaza?: PlazaApi | Call[]
  }
}

export function createEvents() {
  const listeners = new Map<string, Set<(detail: never) => void>>()
  return {
    on<K extends keyof Events>(name: K, listener: Listener<K>): () => void {
      const all = listeners.get(name) ?? new Set()
      listeners.set(name, all.add(listener))
      return () => void all.delete(listener)
    },
    /** What a listener of the page throws is the page's. */
    emit<K extends keyof Events>(name: K, detail: Events[K]) {
      for (const listener of listeners.get(name) ?? []) {
        try {
          (listener as Listener<K>)(detail)
        }
        catch (error) {
          setTimeout(() => { throw error })
        }
      }
    },
  }
}

/** Makes `window.Plaza`, and makes up for what was called before it was there. */
export function offer(api: Omit<PlazaApi, 'push'>): void {
  const early = Array.isArray(window.Plaza) ? window.Plaza : []
  const call = ([name, ...given]: Call) => (api[name] as (...all: unknown[]) => unknown)(...given)
  window.Plaza = { ...api, push: (...calls) => calls.forEach(call) }
  early.forEach(call)
}
