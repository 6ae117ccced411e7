const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove', 'focus']

/** Whatever somebody does with this page is input. */
export default defineNuxtPlugin({
  name: 'activity',
  dependsOn: ['pinia'],
  setup() {
    const { noticed } = useActivityStore()
    for (const sign of signs) addEventListener(sign, noticed, { capture: true, passive: true })
  },
})
