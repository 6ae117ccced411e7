import { useHttpStore } from '~/stores/app/http'
import type { Api, Fetcher } from '~/utils/api'
import { createApi } from '~/utils/api'

/**
 * The HTTP client of this browser; while the server renders a page, it calls its own routes on behalf of the visitor.
 */
export function useApi(): Api {
  return import.meta.client ? createApi($fetch as Fetcher, useHttpStore()) : createApi(ownFetch())
}

function ownFetch(): Fetcher {
  const { ownCall } = useRequestEvent()?.context ?? {}
  if (!ownCall) throw new Error('no request is rendered')
  return ownCall
}
