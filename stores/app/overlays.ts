export type Overlay = 'palette' | 'shortcuts' | 'logout'

/** What floats above the page; one thing at a time. */
export const useOverlaysStore = defineStore('overlays', () => {
  const open = ref<Overlay>()
  const show = (overlay: Overlay) => {
    open.value = overlay
  }
  const close = () => {
    open.value = undefined
  }
  return { open, show, close }
})
