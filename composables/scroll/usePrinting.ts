/** Of the whole page: the app provides it. */
export const printingKey: InjectionKey<Readonly<Ref<boolean>>> = Symbol('printing')

/** True while the page is printed: what is otherwise rendered only near the viewport is rendered then. */
export function usePrinting(): Readonly<Ref<boolean>> {
  const printing = ref(false)
  const begin = () => {
    printing.value = true
  }
  const end = () => {
    printing.value = false
  }

  onMounted(() => {
    window.addEventListener('beforeprint', begin)
    window.addEventListener('afterprint', end)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('beforeprint', begin)
    window.removeEventListener('afterprint', end)
  })
  return printing
}
