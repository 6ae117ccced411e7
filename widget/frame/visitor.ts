import { ref } from 'vue'
import type { CustomerCase } from '#shared/protocol/supportCase'
import type { Api } from '~/utils/api'
import { isCode } from '~/utils/api'
import type { HostIdentity, HostPage } from '../protocol'
import type { Keeper } from './keeper'
import { createKeeper, scopedKeeper } from './keeper'
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
  #all = nothing
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

  /** What is written and not sent yet; an empty text forgets it. */
  draft(name: string | number, text?: string): string {
    if (text !== undefined) this.#keeper.set(`draft:${name}`, text || null)
    return this.#keeper.get(`draft:${name}`) ?? ''
  }

  adopt({ kept, identity, page }: Hello) {
    this.#all = createKeeper(this.#key, kept, (name, value) => this.#around.tell({ type: 'keep', name, value }))
    this.#page = page
    this.#become(identity)
  }

  /** True when it is somebody else. */
  identify(identity: HostIdentity | null): boolean {
    if (identity?.id === this.#identity?.id) return false
    // Who has logged out leaves nothing behind for whoever sits there next.
    if (this.#identity) for (const [name] of this.#keeper.all('')) this.#keeper.set(name, null)
    this.#become(identity ?? undefined)
    return true
  }

  /** Finds their token: kept here or, for whom the site vouches, in the answer of the server. */
  async enter(api: Api) {
    this.#set(this.#keeper.get('token'))
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

  /** Comes back by a link, which works once, and may be about one case; undefined when it is used up or too old. */
  async follow(api: Api, link: string): Promise<{ caseId?: number } | undefined> {
    try {
      const path = `/api/support/resume/${encodeURIComponent(link)}`
      const answer = await api.post<{ token: string, case?: CustomerCase }>(path, { inbox: this.#key })
      // Of whoever was here nothing is left that could be sent as somebody else.
      if (this.#token) for (const [name] of this.#keeper.all('')) this.#keeper.set(name, null)
      this.know(answer.token)
      return { caseId: answer.case?.id }
    }
    catch {
      return undefined
    }
  }

  know(token: string) {
    this.#set(token)
    this.#keeper.set('token', token)
  }

  /** `forGood`: the token is no good any more. */
  forget(forGood: boolean) {
    if (forGood && this.#token) this.#keeper.set('token', null)
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

  #become(identity: HostIdentity | undefined) {
    this.#identity = identity
    this.#keeper = scopedKeeper(this.#all, identity ? `id:${identity.id}` : 'visitor')
  }
}
