import { ref, shallowReactive, shallowRef } from 'vue'
import type { Message, MessagePage } from '#shared/protocol/message'
import type { Room } from '#shared/protocol/room'
import type { Profile } from '#shared/protocol/user'
import type { Api } from '~/utils/api'
import { isTombstone, tombstoneOf } from '~/utils/tombstone'

const typingMs = 6_000
const mendAgainMs = 3_000

/** The messages of one case, from some place on to its end without a hole. */
export class Conversation {
  /** By `seq`, ascending. */
  readonly messages = shallowRef<Message[]>([])
  readonly users = shallowReactive(new Map<number, Profile>())
  readonly hasOlder = ref(false)
  readonly loaded = ref(false)
  /** Who of the team is writing. */
  readonly typing = shallowReactive(new Map<number, ReturnType<typeof setTimeout>>())
  readonly #api: Api
  #rev = 0
  #repairing: Promise<void> | undefined
  #again = false
  #loading: Promise<void> | undefined

  constructor(readonly roomId: number, api: Api) {
    this.#api = api
  }

  get lastSeq(): number {
    return this.messages.value.at(-1)?.seq ?? 0
  }

  /** True when it is new. What was missed before it is fetched. */
  receive(message: Message, ...users: Profile[]): boolean {
    this.know(users)
    this.stopTyping(message.authorId)
    if (message.seq <= this.lastSeq) return false
    if (message.seq === this.lastSeq + 1) this.messages.value = [...this.messages.value, message]
    else this.#mend()
    return true
  }

  delete(seq: number, rev: number) {
    this.messages.value = this.messages.value.map(one => one.seq === seq ? tombstoneOf(one) : one)
    this.moved(rev)
  }

  /** The room is at this `rev` by an event; one that was missed can have been a deletion. */
  moved(rev: number) {
    if (rev > this.#rev + 1) this.#mend()
    this.#rev = Math.max(this.#rev, rev)
  }

  know(users: Profile[]) {
    for (const user of users) this.users.set(user.id, user)
  }

  /** Fetches the end of the conversation; what is older stays only where nothing is missing in between. */
  repair(): Promise<void> {
    this.#again = this.#repairing !== undefined
    this.#repairing ??= this.#repair().finally(() => {
      this.#repairing = undefined
      if (this.#again) this.#mend()
    })
    return this.#repairing
  }

  older(): Promise<void> {
    this.#loading ??= this.#older().finally(() => this.#loading = undefined)
    return this.#loading
  }

  async #older() {
    const [first] = this.messages.value
    if (!first || !this.hasOlder.value) return
    const page = await this.#page({ before: first.seq })
    if (this.messages.value[0]?.seq !== first.seq) return
    this.know(page.users)
    this.messages.value = [...page.messages, ...this.messages.value]
    this.hasOlder.value = page.hasMore
  }

  startTyping(userId: number) {
    this.stopTyping(userId)
    this.typing.set(userId, setTimeout(() => this.stopTyping(userId), typingMs))
  }

  stopTyping(userId: number) {
    clearTimeout(this.typing.get(userId))
    this.typing.delete(userId)
  }

  /** Nobody is typing any more. */
  silence() {
    for (const userId of this.typing.keys()) this.stopTyping(userId)
  }

  /** What is missing is asked for until it is there. */
  #mend() {
    this.repair().catch(() => setTimeout(() => this.#mend(), mendAgainMs))
  }

  async #repair() {
    this.#again = false
    const [{ room }, page] = await Promise.all([
      this.#api.get<{ room: Room }>(`/api/rooms/${this.roomId}`), this.#page({}),
    ])
    this.know(page.users)
    this.#merge(page, room.rev === this.#rev)
    this.#rev = Math.max(this.#rev, room.rev)
    this.loaded.value = true
  }

  /** `unchanged`: nothing older was deleted since it was loaded. */
  #merge({ messages, hasMore }: MessagePage, unchanged: boolean) {
    const [first, last] = [messages[0]?.seq ?? 1, messages.at(-1)?.seq ?? 0]
    const known = this.messages.value
    const gone = new Set(known.filter(isTombstone).map(one => one.seq))
    const joins = unchanged && known.length > 0 && this.lastSeq >= first - 1
    const older = joins ? known.filter(one => one.seq < first) : []
    this.messages.value = [
      ...older,
      ...messages.map(one => gone.has(one.seq) ? tombstoneOf(one) : one),
      ...known.filter(one => one.seq > last),
    ]
    if (older.length === 0) this.hasOlder.value = hasMore
  }

  #page(query: { before?: number }): Promise<MessagePage> {
    return this.#api.get<MessagePage>(`/api/rooms/${this.roomId}/messages`, query)
  }
}
