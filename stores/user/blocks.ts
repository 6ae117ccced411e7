import type { Profile } from '#shared/protocol/user'
import { useUsersStore } from '~/stores/user/users'

/** Whom this person has blocked, the latest first. */
export const useBlocksStore = defineStore('blocks', () => {
  const api = useApi()
  const users = useUsersStore()
  const ids = ref<number[]>([])
  const loaded = ref(false)

  async function load() {
    const { users: blocked } = await api.get<{ users: Profile[] }>('/api/blocks')
    users.receive(...blocked)
    ids.value = blocked.map(user => user.id)
    loaded.value = true
  }

  const has = (userId: number) => ids.value.includes(userId)

  async function block(userId: number) {
    await api.put(`/api/blocks/${userId}`)
    set(userId, true)
  }

  async function unblock(userId: number) {
    await api.delete(`/api/blocks/${userId}`)
    set(userId, false)
  }

  /** As the server has it now; who they are is loaded where they are shown. */
  function receiveIds(blocked: number[]) {
    if (blocked.some(id => !has(id))) loaded.value = false
    ids.value = blocked
  }

  /** Another browser of this person has blocked somebody, or has unblocked them. */
  function receive(user: Profile, blocked: boolean) {
    users.receive(user)
    set(user.id, blocked)
  }

  function set(userId: number, blocked: boolean) {
    const others = ids.value.filter(id => id !== userId)
    ids.value = blocked ? [userId, ...others] : others
  }

  return { ids, loaded, load, has, block, unblock, receive, receiveIds }
})
