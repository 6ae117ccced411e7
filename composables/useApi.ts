import type { Api, Fetcher } from '~/utils/api'
import { createApi } from '~/utils/api'

/** The HTTP client of this request or browser; on the server it carries the visitor's cookie along. */
export function useApi(): Api {
  return createApi(useRequestFetch() as Fetcher)
}
