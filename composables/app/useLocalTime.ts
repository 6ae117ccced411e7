import { nextTask } from '~/utils/nextTask'
import { localTitle } from '~/utils/time'

let afterHydration: Promise<void> | undefined

/** The first formatter of Intl takes longer than all times of a page after it: a task for the one, a task for these. */
async function prepareTimes() {
  await nextTask()
  localTitle(new Date().toISOString())
  await nextTask()
}

/** As `useHydrated`, but in tasks of its own, once for all times of the page: what was pressed comes before them. */
export function useLocalTime(): Readonly<Ref<boolean>> {
  const local = ref(import.meta.client && !useNuxtApp().isHydrating)
  onMounted(async () => {
    if (local.value) return
    afterHydration ??= prepareTimes()
    await afterHydration
    local.value = true
  })
  return local
}
