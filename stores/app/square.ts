import type { SquareGlimpse } from '#shared/protocol/room'

export type Glimpse = SquareGlimpse

/** What a visitor sees of the square from outside; null when an admin has closed the shutters. */
export const useSquareStore = defineStore('square', () => {
  const api = useApi()
  const glimpse = ref<Glimpse | null>(null)

  async function load() {
    try {
      glimpse.value = await api.get<Glimpse>('/api/square')
    }
    catch (error) {
      if (!(error instanceof ApiError)) throw error
      glimpse.value = null
    }
  }

  return { glimpse, load }
})
