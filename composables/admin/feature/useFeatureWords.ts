import type { FeatureWords } from '~/utils/admin/feature/featureText'

/** The texts and names that features are described with. */
export function useFeatureWords(): FeatureWords {
  const { t, te } = useI18n()
  const { nameOf } = useNames()
  const users = useUsersStore()
  const names = useAdminFeatureNamesStore()

  return {
    t: (key, values = {}, count) => count === undefined ? t(key, values) : t(key, values, count),
    te,
    user: (id) => {
      const user = users.byId[id]
      return user && nameOf(user)
    },
    room: id => names.rooms[id],
  }
}
