/** Members have no business at the doors; a guest may still log in to an account. */
export default defineNuxtRouteMiddleware((to) => {
  const { user } = useSessionStore()
  if (!user) return
  if (user.kind !== 'guest') return navigateTo('/rooms')
  if (to.path === '/register') return navigateTo({ path: '/settings', hash: '#claim' })
})
