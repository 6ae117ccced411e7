import type { Surroundings } from '~/utils/api'

/**
 * What each request of this browser says and hears beside its body. It knows no other store: all of them stand on it.
 */
export const useHttpStore = defineStore('http', () => {
  const here = useRuntimeConfig().app.buildId
  /** Whom this tab belongs to: the server refuses its requests once the cookie is another person's. */
  const userId = ref<number>()
  /** An answer came from another build than this tab's. */
  const outdated = ref(false)
  let askForPassword: Surroundings['confirm'] = () => Promise.resolve(false)

  const headers = (): Record<string, string> => ({ ...(userId.value && { 'plaza-user': String(userId.value) }) })
  const confirm: Surroundings['confirm'] = () => askForPassword()

  const answered: Surroundings['answered'] = (received) => {
    const build = received.get('plaza-build')
    if (build && build !== here) outdated.value = true
  }

  /** From now on the password is asked for this way, whenever the server wants it again. */
  function confirmWith(ask: Surroundings['confirm']) {
    askForPassword = ask
  }

  return { userId, outdated, headers, confirm, answered, confirmWith }
})
