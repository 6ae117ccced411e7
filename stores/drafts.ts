interface Draft {
  body: string
  replyTo?: number
}

/** What was being written in each room. */
export const useDraftsStore = defineStore('drafts', () => {
  const byRoom = ref<Record<number, Draft>>({})

  const of = (roomId: number): Draft => byRoom.value[roomId] ?? { body: '' }

  function write(roomId: number, body: string) {
    byRoom.value[roomId] = { ...of(roomId), body }
  }

  function reply(roomId: number, replyTo?: number) {
    byRoom.value[roomId] = { ...of(roomId), replyTo }
  }

  function clear(roomId: number) {
    byRoom.value[roomId] = { body: '' }
  }

  return { byRoom, of, write, reply, clear }
})
