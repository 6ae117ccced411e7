import { computed, shallowRef } from 'vue'
import type { Message } from '#shared/protocol/message'
import type { CustomerCase } from '#shared/protocol/supportCase'
import type { Api } from '~/utils/api'
import { excerptOf } from '~/utils/markup'

/** The customer's cases, the newest change first. */
export class Cases {
  readonly all = shallowRef<CustomerCase[]>([])
  readonly unread = computed(() => this.all.value.reduce((sum, one) => sum + (one.unread ?? 0), 0))
  readonly #api: Api

  constructor(api: Api) {
    this.#api = api
  }

  async load() {
    const { cases } = await this.#api.get<{ cases: CustomerCase[] }>('/api/support/cases', { limit: 100 })
    this.all.value = cases.map(one => ({ ...one, ...this.#queueOf(one.id) }))
  }

  /** One of them with its place in the queue. */
  async refresh(id: number) {
    const { case: found } = await this.#api.get<{ case: CustomerCase }>(`/api/support/cases/${id}`)
    this.put(found)
  }

  find(id: number | undefined): CustomerCase | undefined {
    return this.all.value.find(one => one.id === id)
  }

  byRoom(roomId: number): CustomerCase | undefined {
    return this.all.value.find(one => one.roomId === roomId)
  }

  put(changed: CustomerCase) {
    const known = this.find(changed.id)
    this.all.value = known
      ? this.all.value.map(one => one.id === changed.id ? { ...pick(known), ...changed } : one)
      : [changed, ...this.all.value]
  }

  change(id: number, fields: Partial<CustomerCase>) {
    this.all.value = this.all.value.map(one => one.id === id ? { ...one, ...fields } : one)
  }

  /** A message came, in whatever case: that case is the first one now. */
  said(message: Message, counts: boolean) {
    const known = this.byRoom(message.roomId)
    if (!known || (known.lastMessage?.seq ?? 0) >= message.seq) return
    const changed = { ...known, lastMessage: message, unread: (known.unread ?? 0) + (counts ? 1 : 0) }
    // Whoever is answered waits in no queue.
    if (counts) delete changed.position
    this.all.value = [changed, ...this.all.value.filter(one => one !== known)]
  }

  forget() {
    this.all.value = []
  }

  #queueOf(id: number): Partial<CustomerCase> {
    const { position, expectedWaitSeconds } = this.find(id) ?? {}
    return {
      ...(position !== undefined && { position }),
      ...(expectedWaitSeconds !== undefined && { expectedWaitSeconds }),
    }
  }
}

/** What only lists say of a case. */
function pick({ unread, lastMessage }: CustomerCase): Partial<CustomerCase> {
  return { unread, lastMessage }
}

/** What a case is called: as its topic says, or by its last words. */
export function titleOf({ topic, lastMessage }: CustomerCase): string {
  return topic || excerptOf(lastMessage?.body ?? '')
}
