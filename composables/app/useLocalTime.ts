import { nextTask } from '~/utils/nextTask'

let afterHydration: Promise<void> | undefined

/**
 * As `useHydrated`, but in a task of its own, one for all times of the page: the first formatter of Intl is slow, and
 * what was pressed comes before it.
 */
export function useLocalTime(): Readonly<Ref<boolean>> {
  const local = ref(import.meta.client && !useNuxtApp().isHydrating)
  onMounted(async () => {
    if (local.value) return
    afterHydration ??= nextTask()
    await afterHydration
    local.value = true
  })
  return local
}
