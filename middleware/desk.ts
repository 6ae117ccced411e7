import type { UserKind } from '#shared/protocol/user'

/**
 * For everybody but the agents of an inbox the page is not there: the server answers a real 404 before it renders
 * anything. Every piece of data passes the same question in its own route.
 */
export default defineNuxtRouteMiddleware(async (to) => {
  if (useError().value) return
  const nuxtApp = useNuxtApp()
  const inboxes = useDeskInboxesStore()
  const session = useSessionStore()
  if (!session.user) return navigateTo({ path: '/login', query: { next: to.fullPath } })
  try {
    if (!inboxes.isAgent) await inboxes.load()
  }
  catch (error) {
    throw toPageError(error)
  }
  if (!inboxes.isAgent) throw missing(session.user.kind)
  return loadSectionTexts(nuxtApp.$i18n, 'desk')
})

/** Only a member can become an agent, so only they read how; for a guest there is no such page at all. */
function missing(kind: UserKind) {
  return createError({
    statusCode: 404, fatal: import.meta.client, ...(kind === 'member' && { statusMessage: 'no_inbox' }),
  })
}
