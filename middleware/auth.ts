/** Sends a visitor to the login page. Comfort only: every API route checks for itself. */
export default defineNuxtRouteMiddleware((to) => {
  // The error page keeps the address that failed and knows nobody.
  if (useError().value) return
  if (!useSessionStore().user) return navigateTo({ path: '/login', query: { next: to.fullPath } })
})
