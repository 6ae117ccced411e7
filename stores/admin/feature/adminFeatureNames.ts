import type { FeatureCondition } from '#shared/protocol/admin/adminFeature'
import type { AdminRoom } from '#shared/protocol/admin/adminRoom'
import { useUsersStore } from '~/stores/user/users'
import { shownValues } from '~/utils/admin/feature/featureText'

/** The names of the people and groups that rules refer to by id. */
export const useAdminFeatureNamesStore = defineStore('adminFeatureNames', () => {
  const api = useApi()
  const users = useUsersStore()
  const rooms = ref<Record<number, string>>({})
  const asked = new Set<number>()

  function receiveRoom({ id, name }: Pick<AdminRoom, 'id' | 'name'>) {
    rooms.value[id] = name ?? ''
  }

  /** Asks once for each that is not known; one that does not exist keeps its number. */
  async function meet(attribute: string, values: readonly unknown[]) {
    const ids = values.map(Number).filter(id => Number.isSafeInteger(id) && id > 0)
    if (attribute === 'user') await Promise.all(ids.map(id => users.meet(id)))
    if (attribute === 'room') await Promise.all(ids.map(meetRoom))
  }

  async function meetRoom(id: number) {
    if (rooms.value[id] !== undefined || asked.has(id)) return
    asked.add(id)
    await failureOf(api.get<{ room: AdminRoom }>(`/api/admin/rooms/${id}`).then(({ room }) => receiveRoom(room)))
  }

  /** Of each condition as many as a sentence about it names. */
  async function meetAll(conditions: readonly FeatureCondition[]) {
    await Promise.all(conditions.map(({ attribute, values }) => meet(attribute, values.slice(0, shownValues))))
  }

  return { rooms, receiveRoom, meet, meetAll }
})
