import type { CaseFilter, SupportCase } from '#shared/protocol/supportCase'
import { useSessionStore } from '~/stores/account/session'
import { useDeskCasesStore } from '~/stores/desk/deskCases'
import { byChange, isListed } from '~/utils/deskFilter'

interface CasePage {
  cases: SupportCase[]
  cursor?: string
}

const pageSize = 30
const soonMs = 300
const everyMs = 2_000

/** The list of the desk: the cases of one filter, page by page, kept up to date by what happens to cases. */
export const useDeskListStore = defineStore('deskList', () => {
  const api = useApi()
  const cases = useDeskCasesStore()
  const session = useSessionStore()
  const filter = ref<CaseFilter>({ view: 'all' })
  const ids = ref<number[]>([])
  const cursor = ref<string>()
  const list = computed(() => ids.value.flatMap(id => cases.byId[id] ?? []))
  const timers = createTimers()
  let turn = 0
  let readAt = -Infinity

  async function page(of: CaseFilter, from?: string): Promise<CasePage> {
    const answer = await api.get<CasePage>('/api/support/cases', { ...of, cursor: from, limit: pageSize })
    cases.receive(...answer.cases)
    return answer
  }

  /** Shows a filter from its first page. */
  async function load(next: CaseFilter = filter.value) {
    const mine = ++turn
    const isOther = JSON.stringify(next) !== JSON.stringify(filter.value)
    filter.value = next
    if (isOther) clear()
    readAt = Date.now()
    const answer = await page(next)
    if (mine !== turn) return
    ids.value = answer.cases.map(one => one.id)
    cursor.value = answer.cursor
    settle()
  }

  async function loadMore() {
    if (!cursor.value) return
    const mine = turn
    const answer = await page(filter.value, cursor.value)
    if (mine !== turn) return
    ids.value = [...new Set([...ids.value, ...answer.cases.map(one => one.id)])]
    cursor.value = answer.cursor
    settle()
  }

  /** A case is another one now: it comes, moves or goes. Idempotent. */
  function receive(one: SupportCase) {
    const listed = isListed(one, filter.value, session.user?.id)
    if (listed === undefined) return refresh()
    if (listed && !ids.value.includes(one.id)) ids.value.push(one.id)
    settle()
  }

  /** By what is known of the cases now; what comes after the last loaded page is the next page's. */
  function settle() {
    const present = list.value.filter(one => isListed(one, filter.value, session.user?.id) !== false)
    ids.value = present.sort(byChange).map(one => one.id)
  }

  /** Something was missed, or only the server knows: however much happens, it costs a request in 2 s. */
  function refresh() {
    timers.startOnce('refresh', Math.max(soonMs, readAt + everyMs - Date.now()), () => failureOf(reload()))
  }

  /** As many pages as are shown, so that nothing below the reader goes. */
  async function reload() {
    const wanted = ids.value.length
    await load()
    while (ids.value.length < wanted && cursor.value) await loadMore()
  }

  function clear() {
    ids.value = []
    cursor.value = undefined
  }

  return { filter, ids, cursor, list, load, loadMore, receive, refresh, clear }
})
