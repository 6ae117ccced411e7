/**
 * Keeps the rendered page as it is. nuxt-security gives its nonce to every script that it finds in a page, also to one
 * that somebody smuggled into what is rendered, and searches all of it, a twelfth of the time of a long page. Our
 * scripts stand in the head and at the end, which it reads as before; it passes over what is no primitive string.
 */
export default defineNuxtPlugin({
  name: 'body',
  setup(nuxtApp) {
    nuxtApp.hook('app:rendered', ({ renderResult }) => {
      if (renderResult) renderResult.html = Object(renderResult.html) as string
    })
  },
})
