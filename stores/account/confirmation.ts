import { useHttpStore } from '~/stores/app/http'

/** Asks an admin for the password again, when the server wants it before a dangerous deed. */
export const useConfirmationStore = defineStore('confirmation', () => {
  const api = useApi()
  const http = useHttpStore()
  const asking = ref(false)
  /** There is a dialog that can ask. */
  const able = ref(false)
  let asked: Promise<boolean> | undefined
  let settle: (confirmed: boolean) => void = () => undefined

  http.confirmWith(ask)

  /** True when the password was given; everything that asks meanwhile gets the same answer. */
  function ask(): Promise<boolean> {
    if (!able.value) return Promise.resolve(false)
    asked ??= new Promise((resolve) => {
      settle = resolve
    })
    asking.value = true
    return asked
  }

  function end(confirmed: boolean) {
    asking.value = false
    asked = undefined
    settle(confirmed)
  }

  async function confirm(password: string) {
    await api.post('/api/session/confirmation', { password })
    end(true)
  }

  /** For what is no request of a script, such as a download: asks when it would be refused. */
  async function ensure() {
    const { confirmedUntil } = await api.get<{ confirmedUntil: string | null }>('/api/session/confirmation')
    if (!confirmedUntil && !await ask()) throw new ApiError('password_required', 403)
  }

  return { asking, able, ask, end, confirm, ensure }
})
