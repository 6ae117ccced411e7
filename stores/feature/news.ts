import type { FeatureNews } from '#shared/protocol/feature'
import { useOwnPresenceStore } from '~/stores/account/ownPresence'

/** When a feature turns on for a thousand people, their browsers do not all ask in the same second. */
const spreadMs = 3_000

/** What was turned on for this person and an admin had something to say about. */
export const useNewsStore = defineStore('news', () => {
  const api = useApi()
  const presence = useOwnPresenceStore()
  const list = ref<FeatureNews[]>([])
  /** What a card shows, until it is closed. */
  const card = ref<FeatureNews>()
  let known = 0
  let waiting: ReturnType<typeof setTimeout> | undefined

  async function load() {
    list.value = (await api.get<{ news: FeatureNews[] }>('/api/features/news')).news
  }

  /** The features are of another version: there may be something to announce. */
  function changed(version: number) {
    if (version === known) return
    known = version
    clearTimeout(waiting)
    waiting = setTimeout(() => void failureOf(arrive()), Math.random() * spreadMs)
  }

  async function arrive() {
    await Promise.all([load(), presence.loaded || presence.load()])
    offer()
  }

  /**
   * Shows the oldest of what was not seen yet, once: from then on it counts as seen, on every device. Who does not want
   * to be disturbed sees it later.
   */
  function offer() {
    if (card.value || presence.current.status === 'dnd') return
    card.value = list.value.findLast(news => !news.seen)
    if (card.value) void failureOf(see(card.value.key))
  }

  const close = () => {
    card.value = undefined
  }

  async function see(key: string) {
    list.value = list.value.map(news => news.key === key ? { ...news, seen: true } : news)
    await api.put(`/api/features/news/${encodeURIComponent(key)}`)
  }

  /** The list is open: all of it is seen. */
  async function seeAll() {
    const unseen = list.value.filter(news => !news.seen)
    await Promise.all(unseen.map(news => see(news.key)))
  }

  return { list, card, load, changed, offer, close, seeAll }
})
