/** What is on its way to a room, each with why it waits: what holds up the first one holds up those behind it. */
export function useOutgoingMessages(roomId: number) {
  const outbox = useOutboxStore()
  const connection = useConnectionStore()

  return computed(() => {
    const entries = outbox.entries.filter(entry => entry.roomId === roomId)
    const code = entries.find(entry => entry.state === 'queued')?.code ?? (connection.reachable ? undefined : 'offline')
    return entries.map(entry => entry.state === 'queued' && entry.code !== code ? { ...entry, code } : entry)
  })
}
