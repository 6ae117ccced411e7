import type { Api } from './api'

type Query = Record<string, string | undefined>

/**
 * A list that the server pages, sorts, filters and searches; only the answer to the latest question counts. `learn`
 * takes what else an answer brings, before its items are shown.
 */
export function createAdminList<T, Page = unknown>(api: Api, path: string, key: string, learn?: (page: Page) => void) {
  const items = ref<T[]>([]) as Ref<T[]>
  const cursor = ref<string>()
  const query = ref<Query>({})
  const pending = ref(false)
  let turn = 0

  async function ask(next: Query, position?: string) {
    const mine = ++turn
    pending.value = true
    try {
      const query = { ...next, cursor: position }
      const answer = await api.get<Record<string, T[]> & { cursor?: string } & Page>(path, query)
      if (mine !== turn) return undefined
      learn?.(answer)
      cursor.value = answer.cursor
      return answer
    }
    finally {
      if (mine === turn) pending.value = false
    }
  }

  async function load(next: Query = {}) {
    query.value = next
    const answer = await ask(next)
    if (answer) items.value = answer[key] ?? []
    return answer
  }

  async function more() {
    if (!cursor.value) return
    const answer = await ask(query.value, cursor.value)
    if (answer) items.value = [...items.value, ...answer[key] ?? []]
    return answer
  }

  return { items, cursor, query, pending, load, more }
}
