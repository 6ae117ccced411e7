/**
 * For everybody but the agents of an inbox the page is not there: the server answers a real 404 before it renders
 * anything. Every piece of data passes the same question in its own route.
 */
export default defineNuxtRouteMiddleware(async (to) => {
  if (useError().value) return
  const nuxtApp = useNuxtApp()
  const inboxes = useDeskInboxesStore()
  if (!useSessionStore().user) return navigateTo({ path: '/login', query: { next: to.fullPath } })
  try {
    if (!inboxes.isAgent) await inboxes.load()
  }
  catch (error) {
    throw toPageError(error)
  }
  if (!inboxes.isAgent) throw createError({ statusCode: 404, statusMessage: 'not_found', fatal: import.meta.client })
  return loadSectionTexts(nuxtApp.$i18n, 'desk')
})
