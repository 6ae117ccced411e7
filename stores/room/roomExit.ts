export interface RoomExit {
  name: string
  how: 'out' | 'left' | 'deleted'
  /** What was in the composer. */
  draft: string
}

/** How a person came out of a room that was open, for the notice on the page they land on. */
export const useRoomExitStore = defineStore('roomExit', () => {
  const latest = shallowRef<RoomExit>()
  /** What this person does to a room here and now; everything else was done by others. */
  const own = new Map<number, RoomExit['how']>()

  async function during(roomId: number, how: RoomExit['how'], work: () => Promise<void>) {
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

  /** The notice is shown once. */
  function take() {
    const exit = latest.value
    latest.value = undefined
    return exit
  }

  return { latest, during, say, take }
})
