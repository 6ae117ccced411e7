/**
 * What is being written in a room. The client id belongs to exactly this text, so that it is one message in whichever
 * tab it is sent.
 */
export interface Draft {
  body: string
  replyTo?: number
  clientId?: string
}

const longest = 100_000

/**
 * The drafts of one person in `localStorage`: written while the key goes down, so that no crash takes more than a
 * keystroke, and every other tab hears of it. Where the browser keeps nothing, nothing happens.
 */
export class DraftStorage {
  readonly #prefix: string

  constructor(userId: number) {
    this.#prefix = `plaza:draft:${userId}:`
  }

  all(): Record<number, Draft> {
    return this.#attempt((storage) => {
      const drafts: Record<number, Draft> = {}
      for (const key of this.#keys(storage)) {
        const draft = readDraft(storage.getItem(key))
        if (draft?.body || draft?.replyTo) drafts[this.roomOf(key) ?? 0] = draft
        else storage.removeItem(key)
      }
      return drafts
    }) ?? {}
  }

  /** An empty draft is kept too, so that other tabs can tell it from one that was sent. False when it was not kept. */
  set(roomId: number, draft: Draft): boolean {
    const kept = this.#attempt((storage) => {
      if (draft.body.length > longest) return false
      storage.setItem(this.#prefix + roomId, JSON.stringify(draft))
      return true
    })
    return kept ?? false
  }

  /** Takes a draft out, unless the next one is there already. */
  remove(roomId: number, clientId: string): void {
    this.#attempt((storage) => {
      const draft = readDraft(storage.getItem(this.#prefix + roomId))
      if (draft?.clientId === clientId) storage.removeItem(this.#prefix + roomId)
    })
  }

  purge(): void {
    this.#attempt(storage => this.#keys(storage).forEach(key => storage.removeItem(key)))
  }

  /** The room whose draft is under this key of the storage; undefined for everything else. */
  roomOf(key: string | null): number | undefined {
    if (!key?.startsWith(this.#prefix)) return undefined
    return Number(key.slice(this.#prefix.length)) || undefined
  }

  #keys(storage: Storage): string[] {
    return Object.keys(storage).filter(key => this.roomOf(key))
  }

  #attempt<T>(work: (storage: Storage) => T): T | undefined {
    try {
      return work(localStorage)
    }
    catch {
      // Blocked, full or broken: what is written stays in this tab.
      return undefined
    }
  }
}

/** A stored draft; undefined when it is none. */
export function readDraft(text: string | null): Draft | undefined {
  if (!text) return undefined
  try {
    const { body, replyTo, clientId } = JSON.parse(text) as Record<string, unknown>
    if (typeof body !== 'string') return undefined
    return {
      body,
      ...(Number.isSafeInteger(replyTo) && { replyTo: Number(replyTo) }),
      ...(typeof clientId === 'string' && { clientId }),
    }
  }
  catch {
    return undefined
  }
}

/** Two versions of one draft become one in which nothing is lost. */
export function joinTexts(kept: string, typed: string): string {
  if (kept.includes(typed)) return kept
  return typed.includes(kept) ? typed : `${kept}\n${typed}`
}
