import type { ApiToken } from '#shared/protocol/admin/adminFeature'

const path = '/api/admin/tokens'

/** Tokens by which other applications ask for features. */
export const useAdminTokensStore = defineStore('adminTokens', () => {
  const api = useApi()
  const tokens = ref<ApiToken[]>([])

  async function load() {
    tokens.value = (await api.get<{ tokens: ApiToken[] }>(path)).tokens
  }

  /** The token itself, which nobody can read again. */
  async function create(fields: { name: string, scopes: string[], expiresAt?: string }): Promise<string> {
    const { token, details } = await api.post<{ token: string, details: ApiToken }>(path, fields)
    tokens.value = [details, ...tokens.value]
    return token
  }

  async function revoke(id: number) {
    await api.delete(`${path}/${id}`)
    tokens.value = tokens.value.filter(token => token.id !== id)
  }

  return { tokens, load, create, revoke }
})
