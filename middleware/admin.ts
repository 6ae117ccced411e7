/**
 * For everybody but an admin the page is not there: the server answers a real 404 before it renders anything. The
 * decision is that of the admin routes, which every piece of data passes too; without it there is nothing to show.
 */
export default defineNuxtRouteMiddleware(async () => {
  if (useError().value) return
  const api = useApi()
  const nuxtApp = useNuxtApp()
  const known = useSessionStore().user?.role === 'admin'
  // A page that the server has just rendered was asked about there.
  if (known && import.meta.client && nuxtApp.isHydrating) return loadSectionTexts(nuxtApp.$i18n, 'admin')
  try {
    await api.get('/api/admin/access')
  }
  catch (error) {
    throw toPageError(error)
  }
  return loadSectionTexts(nuxtApp.$i18n, 'admin')
})
