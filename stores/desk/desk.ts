import type { EventOf } from '#shared/protocol/event'
import type { SupportCase } from '#shared/protocol/supportCase'
import { useDeskCasesStore } from '~/stores/desk/deskCases'
import { useDeskCountsStore } from '~/stores/desk/deskCounts'
import { useDeskFiltersStore } from '~/stores/desk/deskFilters'
import { useDeskInboxesStore } from '~/stores/desk/deskInboxes'
import { useDeskListStore } from '~/stores/desk/deskList'
import { useDeskRepliesStore } from '~/stores/desk/deskReplies'
import { useDeskTimelineStore } from '~/stores/desk/deskTimeline'

const soonMs = 500

/**
 * What happens to the cases of one's inboxes: applied where it is known, asked for again where something was missed.
 */
export const useDeskStore = defineStore('desk', () => {
  const cases = useDeskCasesStore()
  const counts = useDeskCountsStore()
  const filters = useDeskFiltersStore()
  const inboxes = useDeskInboxesStore()
  const list = useDeskListStore()
  const replies = useDeskRepliesStore()
  const timeline = useDeskTimelineStore()
  /** The case that the page shows. */
  const shown = ref<number>()
  /** The list is on the screen. */
  const open = ref(false)
  /** The newest case that came in while this tab was open and is nobody's. */
  const arrived = shallowRef<SupportCase>()
  const timers = createTimers()

  function receive({ roomId, rev, case: one }: EventOf<'case.changed'>) {
    const place = inboxes.advance(roomId, rev)
    if (place === 'other') return
    const isNew = !cases.byId[one.id] && one.version === 1 && one.state === 'open' && !one.assignee && place !== 'known'
    cases.receive(one)
    const now = cases.byId[one.id] ?? one
    if (open.value) list.receive(now)
    timeline.receiveCase(now)
    counts.changed()
    if (isNew) arrived.value = now
    if (place === 'hole') missed()
  }

  /** Another event of a room, such as one that makes somebody an agent. */
  function advance(roomId: number, rev: number) {
    const place = inboxes.advance(roomId, rev)
    if (place === 'next') reloadInboxes()
    if (place === 'hole') missed()
  }

  /** A room of support was entered, which may be an inbox's, or an inbox has something else: agents, teams, replies. */
  function reloadInboxes() {
    timers.startOnce('inboxes', soonMs, () =>
      failureOf(Promise.all([inboxes.load(), replies.loaded && replies.load()])))
  }

  function missed() {
    reloadInboxes()
    counts.changed()
    if (open.value) list.refresh()
    timeline.forgetBut(shown.value)
    if (shown.value === undefined) return
    void failureOf(cases.fetch(shown.value))
    timeline.refresh(shown.value)
  }

  /** The connection is back: what is shown follows, whatever was missed. */
  async function restart() {
    if (!inboxes.loaded || !inboxes.isAgent) return
    if (filters.loaded) await failureOf(filters.load())
    const before = inboxes.all.map(inbox => `${inbox.id} ${inbox.rev}`).join()
    await failureOf(inboxes.load())
    if (inboxes.all.map(inbox => `${inbox.id} ${inbox.rev}`).join() !== before) missed()
    if (shown.value !== undefined) await failureOf(follow(shown.value))
  }

  /** The case is on the screen: what is said in it is heard. */
  async function follow(id: number) {
    shown.value = id
    await cases.follow(id)
    const one = cases.byId[id]
    if (!one) return
    timeline.compare(one.roomId)
    if (one.notesRoomId) timeline.receiveNotes(one.notesRoomId)
  }

  /** Whoever has only looked hears nothing more of it; whose case it is, or who wrote in it, does. */
  async function leave(id: number, userId: number | undefined) {
    if (shown.value === id) shown.value = undefined
    const isTheirs = cases.byId[id]?.assignee?.id === userId
    const wrote = timeline.entries(id).some(entry => entry.kind !== 'event' && entry.message.authorId === userId)
    if (!isTheirs && !wrote) await failureOf(cases.unfollow(id))
  }

  /** One is no agent of an inbox any more. */
  function left(roomId: number) {
    const inbox = inboxes.all.find(one => one.roomId === roomId)
    if (!inbox) return
    inboxes.forget(roomId)
    cases.forget(inbox.id)
    if (open.value) list.refresh()
    if (inboxes.isAgent) counts.changed()
  }

  return { shown, open, arrived, receive, advance, reloadInboxes, missed, restart, follow, leave, left }
})
