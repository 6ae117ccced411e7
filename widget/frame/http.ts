import type { Api, Fetcher } from '~/utils/api'
import { createApi } from '~/utils/api'

class Refused extends Error {
  constructor(readonly response: Response, readonly data: object | undefined) {
    super(String(response.status))
  }

  get status() {
    return this.response.status
  }
}

/**
 * The API as the customer alone: never with a cookie, so that who is logged in to Plaza in the same browser is nobody
 * here.
 */
export function customerApi(token: () => string | undefined): Api {
  const fetcher: Fetcher = async (path, { method, query, body, timeout, responseType }) => {
    const address = new URL(path, location.origin)
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value !== undefined) address.searchParams.set(name, String(value))
    }
    const bearer = token()
    const response = await fetch(address, {
      method, credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(timeout),
      headers: {
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        ...(method !== 'GET' && { 'content-type': 'application/json' }),
      },
      ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
    })
    if (!response.ok) throw new Refused(response, await response.json().catch(() => undefined) as object | undefined)
    if (responseType === 'blob') return response.blob()
    return response.status === 204 ? undefined : response.json()
  }
  return createApi(fetcher)
}
