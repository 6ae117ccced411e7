import { reactive } from 'vue'
import type { Api } from '~/utils/api'
import { failureOf } from '~/utils/api'

/**
 * Pictures of who answers. An `img` cannot say who asks, so each is fetched with the customer's token, once; until it
 * is there, and where it does not come, initials are shown.
 */
export class Pictures {
  readonly #api: Api
  readonly #shown = reactive(new Map<string, string>())
  readonly #asked = new Set<string>()

  constructor(api: Api) {
    this.#api = api
  }

  /** What an `img` can show of it by now. */
  of(avatarUrl: string | null | undefined): string | undefined {
    if (avatarUrl && !this.#asked.has(avatarUrl)) void this.#fetch(avatarUrl)
    return this.#shown.get(avatarUrl ?? '')
  }

  async #fetch(avatarUrl: string): Promise<void> {
    this.#asked.add(avatarUrl)
    const fetched = this.#api.download(avatarUrl).then(blob => this.#shown.set(avatarUrl, URL.createObjectURL(blob)))
    if (await failureOf(fetched)) this.#asked.delete(avatarUrl)
  }
}
