/** Has the browser prefetch what waited for the page to be hydrated (server/plugins/resourceHints.ts). */
export default defineNuxtPlugin({
  name: 'resource-hints',
  setup() {
    onNuxtReady(() => {
      if (savesData()) return
      for (const link of document.querySelectorAll<HTMLLinkElement>('link[data-rel=prefetch]')) link.rel = 'prefetch'
    })
  },
})
