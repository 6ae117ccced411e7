import type { SupportFigures } from '#shared/protocol/supportFigures'
import { usePreferencesStore } from '~/stores/app/preferences'
import type { FiguresFilter } from '~/utils/figuresFilter'

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
