import type { EventOf } from '#shared/protocol/event'

type Guarded = Pick<EventOf<'feature.guarded'>, 'key' | 'action'>

/** Rollouts that their guards have stopped while this page was open. */
export const useGuardedStore = defineStore('guarded', () => {
  const list = ref<Guarded[]>([])

  function close(key: string) {
    list.value = list.value.filter(guarded => guarded.key !== key)
  }

  function receive({ key, action }: Guarded) {
    close(key)
    list.value.push({ key, action })
  }

  return { list, receive, close }
})
