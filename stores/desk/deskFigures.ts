import type { SupportFigures } from '#shared/protocol/supportFigures'
import { usePreferencesStore } from '~/stores/app/preferences'

/** Which cases are counted: empty is all. Days are those of the inbox. */
export interface FiguresFilter {
  inbox?: string
  team?: string
  agent?: string
  from?: string
  to?: string
}

/** How the support goes, of a span of days. */
export const useDeskFiguresStore = defineStore('deskFigures', () => {
  const api = useApi()
  const preferences = usePreferencesStore()
  const figures = shallowRef<SupportFigures>()

  async function load(filter: FiguresFilter) {
    const answer = await api.get<{ figures: SupportFigures }>('/api/support/figures', {
      ...filter, timeZone: preferences.timeZone,
    })
    figures.value = answer.figures
  }

  return { figures, load }
})
