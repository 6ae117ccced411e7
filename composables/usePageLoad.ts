/** Loads what a page shows, once: by the server for the first page, by the browser for the next ones. Failures become the error page. */
export async function usePageLoad(key: string, load: () => Promise<unknown>) {
  const session = useSessionStore()
  await callOnce(key, async () => {
    try {
      await load()
    }
    catch (error) {
      if (import.meta.client && isCode(error, 'unauthenticated')) return session.ended()
      throw toPageError(error)
    }
  }, { mode: 'navigation' })
}
