import type { CaseDoing, CaseViewer } from '#shared/protocol/supportCase'
import { useSocketStore } from '~/stores/connection/socket'
import { useUsersStore } from '~/stores/user/users'

/** The server forgets after 30 s who does not say it again. */
const repeatMs = 20_000
/** Whoever has written nothing for so long only looks. */
const answersMs = 15_000

/** Who has which case open, and saying that I have. */
export const useDeskViewersStore = defineStore('deskViewers', () => {
  const socket = useSocketStore()
  const users = useUsersStore()
  const byCase = ref<Record<number, CaseViewer[]>>({})
  const timers = createTimers()
  /** What was said last; it is said again while the case stays open. */
  let own: { caseId: number, doing: CaseDoing } | undefined

  function receive(caseId: number, viewers: CaseViewer[]) {
    byCase.value = own?.caseId === caseId ? { [caseId]: viewers } : {}
    viewers.forEach(({ userId }) => void users.meet(userId))
  }

  function view(caseId: number) {
    say(caseId, 'viewing')
  }

  /** Each key says it; it costs a command only when it is news. */
  function answer(caseId: number) {
    if (own?.caseId !== caseId || own.doing !== 'answering') say(caseId, 'answering')
    timers.start('answering', answersMs, () => own?.caseId === caseId && say(caseId, 'viewing'))
  }

  function leave(caseId: number) {
    if (own?.caseId !== caseId) return
    socket.send({ type: 'case.viewing', caseId, doing: 'left' })
    own = undefined
    byCase.value = {}
    timers.stopAll()
  }

  function say(caseId: number, doing: CaseDoing) {
    own = { caseId, doing }
    if (doing === 'viewing') timers.stop('answering')
    repeat()
  }

  function repeat() {
    if (!own) return
    socket.send({ type: 'case.viewing', ...own })
    timers.start('repeat', repeatMs, repeat)
  }

  return { byCase, receive, view, answer, leave }
})
