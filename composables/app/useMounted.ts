/**
 * False until this component is in the page: for what may hydrate late, after `useHydrated` of the page is true.
 */
export function useMounted(): Readonly<Ref<boolean>> {
  const mounted = ref(false)
  onMounted(() => {
    mounted.value = true
  })
  return mounted
}
