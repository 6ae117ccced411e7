/** Light, dark or as the system is. */
export function useTheme() {
  const colorMode = useColorMode()
  const order = ['system', 'light', 'dark'] as const
  const choose = (mode: string) => {
    colorMode.preference = mode
  }
  const next = () =>
    choose(order[(order.indexOf(colorMode.preference as (typeof order)[number]) + 1) % order.length] ?? 'system')
  return { modes: order, preference: computed(() => colorMode.preference), choose, next }
}
