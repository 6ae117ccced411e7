/**
 * Asks before a form with unsaved changes is left: `asking` is true while a place within Plaza waits for the answer,
 * and for every other place the browser asks. A query or a hash of the same page leaves nothing.
 */
export function useUnsavedChanges(unsaved: () => boolean) {
  const router = useRouter()
  const session = useSessionStore()
  const indicator = useLoadingIndicator()
  const asking = ref(false)
  let settle: ((leave: boolean) => void) | undefined

  function answer(leave: boolean) {
    asking.value = false
    if (leave && settle) indicator.start()
    settle?.(leave)
    settle = undefined
  }

  function ask(): Promise<boolean> {
    answer(false)
    // What is waited for is the answer, not the page.
    indicator.finish({ force: true })
    asking.value = true
    return new Promise((resolve) => { settle = resolve })
  }

  // Whose session is over has nobody to save for.
  const isHeld = () => unsaved() && !session.leaving
  const hold = (event: Event) => isHeld() && event.preventDefault()
  let stop: (() => void) | undefined
  onMounted(() => {
    window.addEventListener('beforeunload', hold)
    stop = router.beforeEach((to, from) => to.path === from.path || !isHeld() || ask())
  })
  onBeforeUnmount(() => {
    window.removeEventListener('beforeunload', hold)
    stop?.()
    answer(true)
  })

  return { asking, answer }
}
