import { useSessionStore } from '~/stores/account/session'

const prefix = 'plaza:recent:'
const atMost = 20

/** What somebody went to or did by the palette, last first: on this device, and not beyond a log-out. */
export const useRecentStore = defineStore('recent', () => {
  const session = useSessionStore()
  const ids = ref<string[]>([])
  const key = () => `${prefix}${session.user?.id ?? 0}`

  session.whenOver({ close: () => void (ids.value = []), purge })

  /** Reads again what another tab may have changed. */
  function open() {
    ids.value = attempt(() => readIds(localStorage.getItem(key()))) ?? ids.value
  }

  function note(id: string) {
    open()
    ids.value = [id, ...ids.value.filter(one => one !== id)].slice(0, atMost)
    attempt(() => localStorage.setItem(key(), JSON.stringify(ids.value)))
  }

  function purge(userId: number) {
    ids.value = []
    attempt(() => localStorage.removeItem(`${prefix}${userId}`))
  }

  return { ids, open, note }
})

/** Where the browser keeps nothing, the tab remembers. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  }
  catch {
    return undefined
  }
}

function readIds(text: string | null): string[] {
  const ids: unknown = JSON.parse(text ?? '[]')
  return Array.isArray(ids) ? ids.filter(id => typeof id === 'string').slice(0, atMost) : []
}
