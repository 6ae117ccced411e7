import type { User } from '#shared/protocol/user'
import { useSessionStore } from '~/stores/account/session'

interface Account {
  user: User
}

/** The address of the account, what is sent there, and what the links in it do. */
export const useEmailStore = defineStore('email', () => {
  const api = useApi()
  const session = useSessionStore()

  const change = async (fields: { email: string, currentPassword: string }) =>
    session.become((await api.put<Account>('/api/account/email', fields)).user)
  const chooseDigest = async (digest: 'daily' | 'off') =>
    session.become((await api.put<Account>('/api/account/digest', { digest })).user)
  const sendVerification = () => api.post<unknown>('/api/account/email/verification', {})
  const askForReset = (email: string) => api.post<unknown>('/api/password', { email })
  const unsubscribe = (token: string) => api.post<unknown>(`/api/unsubscribe?${new URLSearchParams({ token })}`, {})

  /** Whose link it is is not said; who is logged in here may be somebody else. */
  async function verify(token: string) {
    await api.put<unknown>('/api/email/verification', { token })
    if (session.user) await session.load()
  }

  return { change, chooseDigest, sendVerification, askForReset, unsubscribe, verify }
})
