import type { Api, Fetcher, Surroundings } from '~/utils/api'
import { createApi } from '~/utils/api'

/** The HTTP client of this browser; while the server renders a page its routes are called in the name of the visitor. */
export function useApi(): Api {
  return import.meta.client ? createApi($fetch as Fetcher, ofThisTab) : createApi(ownFetch())
}

function ownFetch(): Fetcher {
  const { ownCall } = useRequestEvent()?.context ?? {}
  if (!ownCall) throw new Error('no request is rendered')
  return ownCall
}

/** Names the person this tab belongs to, so that the server refuses it once the cookie is another one's. */
const ofThisTab: Surroundings = {
  headers: () => {
    const { user } = useSessionStore()
    return user ? { 'plaza-user': String(user.id) } : {} as Record<string, string>
  },
  confirm: () => useConfirmationStore().ask(),
  answered: headers => useVersionStore().see(headers.get('plaza-build')),
}
