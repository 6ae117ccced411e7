/** Whoever is logged in keeps the sidebar beside the support; a visitor has none. */
export default defineNuxtRouteMiddleware(() => {
  if (useSessionStore().user) setPageLayout('app')
})
