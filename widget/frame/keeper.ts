/** What outlives the page: the token, drafts, and messages that are not sent yet. */
export interface Keeper {
  get: (name: string) => string | undefined
  set: (name: string, value: string | null) => void
  /** What is kept under names that begin so, by name. */
  all: (prefix: string) => [name: string, value: string][]
}

/** Told of what the page around shall keep, since nothing can be kept here. */
export type KeepElsewhere = (name: string, value: string | null) => void

/**
 * In the frame's own storage, which browsers keep apart for each site around it. Where that is forbidden (cookies of
 * third parties are blocked, and storage with them) the page around keeps it, and has handed over `kept`.
 */
export function createKeeper(key: string, kept: Record<string, string>, elsewhere: KeepElsewhere): Keeper {
  const storage = ownStorage()
  return storage
    ? storageKeeper(storage, `plaza-widget:${key}:`)
    : memoryKeeper(new Map(Object.entries(kept)), elsewhere)
}

/** What is kept for one person of this browser. */
export function scopedKeeper(keeper: Keeper, scope: string): Keeper {
  const before = `${scope}/`
  return {
    get: name => keeper.get(before + name),
    set: (name, value) => keeper.set(before + name, value),
    all: prefix => keeper.all(before + prefix).map(([name, value]) => [name.slice(before.length), value]),
  }
}

function storageKeeper(storage: Storage, before: string): Keeper {
  // Full: what is written is not lost while the page is open.
  const spilled = new Map<string, string>()
  return {
    get: name => spilled.get(name) ?? storage.getItem(before + name) ?? undefined,
    set(name, value) {
      spilled.delete(name)
      try {
        if (value === null) storage.removeItem(before + name)
        else storage.setItem(before + name, value)
      }
      catch {
        if (value !== null) spilled.set(name, value)
      }
    },
    all: prefix => [
      ...Object.keys(storage).filter(name => name.startsWith(before + prefix))
        .map((name): [string, string] => [name.slice(before.length), storage.getItem(name) ?? '']),
      ...[...spilled].filter(([name]) => name.startsWith(prefix)),
    ],
  }
}

function memoryKeeper(values: Map<string, string>, elsewhere: KeepElsewhere): Keeper {
  return {
    get: name => values.get(name),
    set(name, value) {
      if (value === null) values.delete(name)
      else values.set(name, value)
      elsewhere(name, value)
    },
    all: prefix => [...values].filter(([name]) => name.startsWith(prefix)),
  }
}

function ownStorage(): Storage | undefined {
  try {
    const probe = 'plaza-widget'
    localStorage.setItem(probe, '')
    localStorage.removeItem(probe)
    return localStorage
  }
  catch {
    return undefined
  }
}
