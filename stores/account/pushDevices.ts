import type { PushDevice } from '#shared/protocol/push'

/** The devices of this person that notifications are sent to. */
export const usePushDevicesStore = defineStore('pushDevices', () => {
  const api = useApi()
  const list = ref<PushDevice[]>([])

  async function load() {
    list.value = (await api.get<{ subscriptions: PushDevice[] }>('/api/push/subscriptions')).subscriptions
  }

  /** What a browser subscribes with. */
  const key = async () => (await api.get<{ publicKey: string }>('/api/push/key')).publicKey

  /** Adds a browser, or what changed of it. */
  async function add(subscription: PushSubscriptionJSON): Promise<PushDevice> {
    const added = (await api.post<{ subscription: PushDevice }>('/api/push/subscriptions', subscription)).subscription
    list.value = [added, ...list.value.filter(device => device.id !== added.id)]
    return added
  }

  async function remove(id: number) {
    await api.delete(`/api/push/subscriptions/${id}`)
    list.value = list.value.filter(device => device.id !== id)
  }

  /** Whatever becomes of it, the list then says so: a device that is gone is gone from it too. */
  async function sendTest(id: number) {
    try {
      await api.post(`/api/push/subscriptions/${id}/test`, {})
    }
    finally {
      await load()
    }
  }

  return { list, load, key, add, remove, sendTest }
})
