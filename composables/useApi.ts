import type { Api, Fetcher, Surroundings } from '~/utils/api'
import { createApi } from '~/utils/api'

/** The HTTP client of this request or browser; on the server it carries the visitor's cookie along. */
export function useApi(): Api {
  return createApi(useRequestFetch() as Fetcher, import.meta.client ? ofThisTab : undefined)
}

/** Names the person this tab belongs to, so that the server refuses it once the cookie is another one's. */
const ofThisTab: Surroundings = {
  headers: () => {
    const { user } = useSessionStore()
    return user ? { 'plaza-user': String(user.id) } : {} as Record<string, string>
  },
  answered: headers => useVersionStore().see(headers.get('plaza-build')),
}
