import { defineAsyncComponent, defineComponent, h, ref } from 'vue'
import type { Component } from 'vue'
import AppAsyncPlaceholder from './AppAsyncPlaceholder.vue'

const longestPauseMs = 30_000

/**
 * A component whose code is fetched when it is first shown: its place says so at once, and when the code does
 * not come it is asked for again, by itself and by a button. What stands around it is there from the first
 * moment and has the keyboard.
 */
export function asyncPart<Part extends Component>(load: () => Promise<{ default: Part }>) {
  const failed = ref(false)
  let again = () => {}

  return defineAsyncComponent<Part>({
    loader: load,
    loadingComponent: defineComponent(() => () => h(AppAsyncPlaceholder, { failed: failed.value, onRetry: () =>
      again() }),
    ),
    delay: 0,
    suspensible: false,
    onError(_error, retry, _fail, attempts) {
      failed.value = true
      const timer = setTimeout(retry, Math.min(attempts * 2_000, longestPauseMs))
      again = () => {
        clearTimeout(timer)
        failed.value = false
        retry()
      }
    },
  })
}
