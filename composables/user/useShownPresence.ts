/** What people are seen as, once the part that shows it is alive: the server has rendered it without. */
export function useShownPresence() {
  const presence = usePresenceStore()
  const mounted = useMounted()

  return (userId: number) => mounted.value ? presence.of(userId) : undefined
}
