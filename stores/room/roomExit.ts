export interface Farewell {
  name: string
  how: 'out' | 'left' | 'deleted'
  /** What was in the composer. */
  draft: string
}

/** How a room that was open came to an end, to be told where one lands. */
export const useRoomExitStore = defineStore('roomExit', () => {
  const latest = shallowRef<Farewell>()
  /** What this person does to a room here and now; everything else was done by others. */
  const own = new Map<number, Farewell['how']>()

  async function during(roomId: number, how: Farewell['how'], work: () => Promise<void>) {
    own.set(roomId, how)
    try {
      await work()
    }
    catch (error) {
      own.delete(roomId)
      throw error
    }
  }

  function say(roomId: number, name: string, draft: string) {
    latest.value = { name, how: own.get(roomId) ?? 'out', draft }
    own.delete(roomId)
  }

  /** It is told once. */
  function take() {
    const farewell = latest.value
    latest.value = undefined
    return farewell
  }

  return { latest, during, say, take }
})
