/** Whether there is a desk for who is logged in, and what waits at it: for the sidebars. */
export function useDeskEntry() {
  const counts = useDeskCountsStore()
  const inboxes = useDeskInboxesStore()
  const session = useSessionStore()

  /** Without it there is no link; a page that shows something else does not fail for it. */
  async function load() {
    if (inboxes.loaded || session.user?.kind !== 'member') return
    await failureOf(inboxes.load())
    await failureOf(counts.load())
  }

  return { load }
}
