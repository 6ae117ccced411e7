/**
 * A list with those first who are there. Under a pointer or the keyboard nothing moves: the order is made anew when
 * both have left the element.
 */
export function useOnlineFirst<T>(
  list: () => readonly T[], idOf: (entry: T) => number, element: Readonly<Ref<HTMLElement | null>>,
) {
  const presence = usePresenceStore()
  const mounted = useMounted()
  const there = shallowRef<ReadonlySet<number>>(new Set())
  // The server has rendered the list as it comes.
  const now = computed(() => mounted.value ? list().map(idOf).filter(presence.isThere) : [])

  function isHeld(): boolean {
    const here = element.value
    return here !== null && (here.matches(':hover') || here.contains(document.activeElement))
  }

  function settle() {
    if (!isHeld()) there.value = new Set(now.value)
  }

  watch(() => now.value.join(), settle, { immediate: true })
  const left = () => void nextTick(settle)
  watch(element, (here, _before, onCleanup) => {
    for (const sign of ['pointerleave', 'focusout']) {
      here?.addEventListener(sign, left)
      onCleanup(() => here?.removeEventListener(sign, left))
    }
  }, { immediate: true, flush: 'post' })

  const online = computed(() => list().filter(entry => there.value.has(idOf(entry))))
  const others = computed(() => list().filter(entry => !there.value.has(idOf(entry))))
  return { online, others, sorted: computed(() => [...online.value, ...others.value]) }
}
