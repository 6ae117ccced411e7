/** Whoever deletes a message and leaves within the time to undo has still deleted it. */
export default defineNuxtPlugin({
  name: 'deletions',
  dependsOn: ['pinia'],
  setup() {
    const deletions = useDeletionsStore()
    window.addEventListener('pagehide', deletions.flush)
  },
})
