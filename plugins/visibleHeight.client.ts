/** Less is a bar of the browser's that comes and goes. */
const keyboardPx = 120

/**
 * Browsers that lay the keyboard over the page (iOS) leave the page as high as it was: it is made as high as what can
 * be seen, so that the composer stands above the keyboard. The others make the page smaller (`interactive-widget`).
 */
export default defineNuxtPlugin({
  name: 'visible-height',
  setup() {
    const { visualViewport: view } = window
    if (!view) return

    const fit = () => {
      const { style } = document.documentElement
      // Who zooms in sees less of the page too, and wants just that.
      const covered = innerHeight - view.height * view.scale
      if (covered < keyboardPx) {
        style.removeProperty('--visible-height')
        return
      }
      style.setProperty('--visible-height', `${view.height}px`)
      scrollTo(0, 0)
    }

    view.addEventListener('resize', fit)
  },
})
