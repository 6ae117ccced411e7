/** False on the server and during hydration, true afterwards: for what only the reader's own browser knows. */
export function useHydrated(): Readonly<Ref<boolean>> {
  const hydrated = ref(import.meta.client && !useNuxtApp().isHydrating)
  onMounted(() => {
    hydrated.value = true
  })
  return hydrated
}
