import type { SupportInbox } from '#shared/protocol/supportCase'
import { useUsersStore } from '~/stores/user/users'

/** The inboxes that one answers: who has none has no desk. */
export const useDeskInboxesStore = defineStore('deskInboxes', () => {
  const api = useApi()
  const users = useUsersStore()
  const all = ref<SupportInbox[]>([])
  const loaded = ref(false)
  const isAgent = computed(() => all.value.length > 0)

  async function load() {
    const { inboxes } = await api.get<{ inboxes: SupportInbox[] }>('/api/support/inboxes')
    users.receive(...inboxes.flatMap(inbox => inbox.agents))
    all.value = inboxes
    loaded.value = true
  }

  const find = (id: number) => all.value.find(inbox => inbox.id === id)
  const team = (id: number) => all.value.flatMap(inbox => inbox.teams).find(one => one.id === id)

  /**
   * An event of an inbox's room carried `rev`. Answers `hole` when something before it was missed, and `other` when the
   * room is of no inbox.
   */
  function advance(roomId: number, rev: number): 'next' | 'known' | 'hole' | 'other' {
    const inbox = all.value.find(one => one.roomId === roomId)
    if (!inbox) return 'other'
    if (rev <= inbox.rev) return 'known'
    const answer = rev === inbox.rev + 1 ? 'next' : 'hole'
    inbox.rev = rev
    return answer
  }

  /** Whether one is pushed its new cases while away. */
  async function setNotifications(id: number, level: SupportInbox['notifications']['level']) {
    await api.put(`/api/support/inboxes/${id}/notifications`, { level })
    const inbox = find(id)
    if (inbox) inbox.notifications = { level }
  }

  /** One is in the room of an inbox no longer. */
  function forget(roomId: number) {
    all.value = all.value.filter(inbox => inbox.roomId !== roomId)
  }

  return { all, loaded, isAgent, load, find, team, setNotifications, advance, forget }
})
