/** A customer who stops writing is not shown for ever. */
const shownMs = 15_000

/** What customers are about to say, where an inbox shows it and they are told so. It is never kept. */
export const useDeskDraftsStore = defineStore('deskDrafts', () => {
  const byCase = ref<Record<number, string>>({})
  const timers = createTimers<number>()

  function receive(caseId: number, text: string) {
    timers.stop(caseId)
    byCase.value = { ...byCase.value, [caseId]: text }
    if (text) timers.start(caseId, shownMs, () => receive(caseId, ''))
  }

  return { byCase, receive }
})
