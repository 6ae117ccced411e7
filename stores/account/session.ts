import { nextPath } from '#shared/nextPath'
import type { Profile, User } from '#shared/protocol/user'
import type { Room } from '#shared/protocol/room'
import { useHttpStore } from '~/stores/app/http'
import { useTabsStore } from '~/stores/connection/tabs'
import { useRoomsStore } from '~/stores/room/rooms'
import { useUsersStore } from '~/stores/user/users'

/** After many guesses the server lets a log-in wait for up to 20 s. */
const loginTimeoutMs = 60_000

interface Account {
  user: User
}

/** What is kept for one person ends with their session: in this tab, or for good. */
interface Kept {
  close: () => void
  purge: (userId: number) => unknown
}

/** Who is using this browser. */
export const useSessionStore = defineStore('session', () => {
  const api = useApi()
  const http = useHttpStore()
  const rooms = useRoomsStore()
  const tabs = useTabsStore()
  const users = useUsersStore()
  const user = ref<User | null>(null)
  /** This page is on its way out, whatever is on it. */
  const leaving = ref(false)
  /** The server closes our own socket too when we log out; that is no news. */
  let ending = false
  const kept = new Set<Kept>()

  /** What has to be done in other stores when the session is over. */
  function whenOver(work: Kept) {
    kept.add(work)
  }

  function become(next: User) {
    user.value = next
    http.userId = next.id
    users.receive(next)
    return next
  }

  async function load() {
    try {
      become((await api.get<Account>('/api/session')).user)
    }
    catch (error) {
      if (!isCode(error, 'unauthenticated')) throw error
      user.value = null
      http.userId = undefined
    }
  }

  async function enter(fields: { username: string }): Promise<Room | undefined> {
    const entered = await api.post<Account & { room?: Room }>('/api/guests', fields)
    if (entered.room) rooms.receive(entered.room)
    become(entered.user)
    return entered.room
  }

  const logIn = async (fields: { login: string, password: string }) =>
    become((await api.post<Account>('/api/session', fields, { timeout: loginTimeoutMs })).user)
  const register = async (fields: { email: string, username: string, password: string, invitation?: string }) =>
    become((await api.post<Account>('/api/users', fields)).user)
  const setUp = async (fields: { token: string, email: string, username: string, password: string }) =>
    become((await api.post<Account>('/api/setup', fields)).user)
  const claim = async (fields: { email: string, password: string }) =>
    become((await api.post<Account>('/api/guests/claim', fields)).user)
  const rename = async (fields: { username: string, displayName?: string }) =>
    become((await api.patch<Account>('/api/account', fields)).user)
  const setPicture = async (picture: Blob, signal?: AbortSignal) =>
    become((await api.upload<Account>('/api/account/picture', picture, signal)).user)
  const removePicture = async () => become((await api.delete<Account>('/api/account/picture')).user)
  const resetPassword = (fields: { token: string, password: string }) => api.put<unknown>('/api/password', fields)
  const changePassword = (fields: { currentPassword: string, newPassword: string }) =>
    api.put<unknown>('/api/account/password', fields)

  const logOut = () => end(() => api.delete('/api/session'))
  const removeAccount = (fields: { password?: string }) => end(() => api.delete('/api/account', fields))

  async function end(work: () => Promise<unknown>) {
    ending = true
    const userId = user.value?.id
    try {
      await work()
      if (userId) await forget(userId)
      await leave('/')
    }
    catch (error) {
      ending = false
      throw error
    }
  }

  /** Who leaves takes along what was not sent: the next person at this browser finds nothing of it. */
  async function forget(userId: number) {
    tabs.post({ type: 'session.ended', userId })
    await Promise.all([...kept].map(({ purge }) => purge(userId)))
  }

  /** A full page load forgets every store, so nothing of one person is left for the next. */
  function leave(path: string) {
    leaving.value = true
    return navigateTo(nextPath(path, '/'), { external: true })
  }

  /** The session is over, or another person's. What was not sent stays in the browser until its author is back. */
  function ended() {
    if (ending) return
    ending = true
    kept.forEach(({ close }) => close())
    return leave(`/login?next=${encodeURIComponent(location.pathname)}&error=session_ended`)
  }

  function receiveMute(mutedUntil: string | null) {
    if (user.value) user.value = { ...user.value, mutedUntil: mutedUntil ?? undefined }
  }

  function receive(profile: Profile) {
    if (user.value?.id === profile.id) user.value = { ...user.value, ...profile }
  }

  return {
    user, leaving, whenOver, load, become, receive, receiveMute,
    enter, logIn, register, setUp, claim, rename, changePassword, resetPassword,
    setPicture, removePicture,
    logOut, removeAccount, leave, ended,
  }
})
