import { ref } from 'vue'
import type { Api } from '~/utils/api'
import { isCode } from '~/utils/api'
import type { HostIdentity, HostPage } from '../protocol'
import type { Keeper } from './keeper'
import { createKeeper } from './keeper'
import type { Hello, PageAround } from './page'

/** What a visitor fills in, and the first message. */
export interface StartInput {
  name?: string
  email?: string
  topic?: string
  text: string
}

const nothing: Keeper = { get: () => undefined, set: () => {}, all: () => [] }

/** Who looks at the frame: a token of this inbox, and whom the site around says that they are. */
export class Visitor {
  readonly known = ref(false)
  /** Once the server has said it. */
  userId: number | undefined
  readonly #key: string
  readonly #around: PageAround
  #keeper = nothing
  #token: string | undefined
  #identity: HostIdentity | undefined
  #page: HostPage | undefined

  constructor(key: string, around: PageAround) {
    this.#key = key
    this.#around = around
  }

  get token(): string | undefined {
    return this.#token
  }

  /** What is kept of them here, as soon as that is known. */
  get keeper(): Keeper {
    return this.#keeper
  }

  adopt({ kept, identity, page }: Hello) {
    this.#keeper = createKeeper(this.#key, kept, (name, value) => this.#around.tell({ type: 'keep', name, value }))
    this.#identity = identity
    this.#page = page
  }

  /** True when it is somebody else. */
  identify(identity: HostIdentity | null): boolean {
    if (identity?.id === this.#identity?.id) return false
    this.#identity = identity ?? undefined
    return true
  }

  /** Finds their token: kept here or, for whom the site vouches, in the answer of the server. */
  async enter(api: Api) {
    this.#set(this.#keeper.get(this.#tokenName))
    if (this.#token || !this.#identity) return
    const { id, hmac } = this.#identity
    try {
      const body = { inbox: this.#key, identity: { id, hmac } }
      this.know((await api.post<{ token: string }>('/api/support/sessions', body)).token)
    }
    catch (error) {
      if (!isCode(error, 'not_found')) console.warn(`Plaza: ${String(error)}`)
    }
  }

  know(token: string) {
    this.#set(token)
    this.#keeper.set(this.#tokenName, token)
  }

  /** `forGood`: the token is no good any more. */
  forget(forGood: boolean) {
    if (forGood && this.#token) this.#keeper.set(this.#tokenName, null)
    this.#set(undefined)
    this.userId = undefined
  }

  /** What a case is opened with, beside what the visitor has filled in. */
  opening(): object {
    const { id, hmac, name, email } = this.#identity ?? {}
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    return {
      ...(id && !this.#token && { name, email, identity: { id, hmac } }),
      context: { ...this.#page, language: navigator.language, timeZone },
    }
  }

  #set(token: string | undefined) {
    this.#token = token
    this.known.value = token !== undefined
  }

  get #tokenName(): string {
    return `token:${this.#identity ? `id:${this.#identity.id}` : 'visitor'}`
  }
}
