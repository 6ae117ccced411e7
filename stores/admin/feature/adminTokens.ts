import type { ApiToken } from '#shared/protocol/admin/adminFeature'

const path = '/api/admin/tokens'

/** Tokens by which other applications ask for features. */
export const useAdminTokensStore = defineStore('adminTokens', () => {
  const api = useApi()
  const { items, cursor, pending, load, more } = createAdminList<ApiToken>(api, path, 'tokens')

  /** The token itself, which nobody can read again. */
  async function create(fields: { name: string, scopes: string[], expiresAt?: string }): Promise<string> {
    const { token, details } = await api.post<{ token: string, details: ApiToken }>(path, fields)
    items.value = [details, ...items.value]
    return token
  }

  async function revoke(id: number) {
    await api.delete(`${path}/${id}`)
    items.value = items.value.filter(token => token.id !== id)
  }

  return { items, cursor, pending, load, more, create, revoke }
})
