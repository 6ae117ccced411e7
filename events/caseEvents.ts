import type { EventOf, ServerEventType } from '#shared/protocol/event'
import { useDeskStore } from '~/stores/desk/desk'
import { useDeskDraftsStore } from '~/stores/desk/deskDrafts'
import { useDeskFiltersStore } from '~/stores/desk/deskFilters'
import { useDeskViewersStore } from '~/stores/desk/deskViewers'
import { useTypingStore } from '~/stores/message/typing'
import { useOwnCasesStore } from '~/stores/room/ownCases'
import { useRepairStore } from '~/stores/sync/repair'

type CaseEventType = Extract<ServerEventType, `case.${string}`>

/** What the events of cases do to the stores: part of the table in `serverEvents.ts`. */
export function caseHandlers() {
  const desk = useDeskStore()
  const drafts = useDeskDraftsStore()
  const filters = useDeskFiltersStore()
  const own = useOwnCasesStore()
  const repair = useRepairStore()
  const typing = useTypingStore()
  const viewers = useDeskViewersStore()

  return {
    'case.state': ({ roomId, caseId, state, rev }) => {
      repair.advance(roomId, rev)
      own.receiveState(caseId, state)
      if (own.isResolved(roomId)) typing.cleared(roomId)
    },
    'case.changed': (event) => {
      repair.advance(event.roomId, event.rev)
      desk.receive(event)
    },
    'case.draft': ({ caseId, text }) => drafts.receive(caseId, text),
    'case.filters': event => filters.receive(event.filters),
    'case.viewers': ({ caseId, viewers: present }) => viewers.receive(caseId, present),
  } satisfies { [T in CaseEventType]: (event: EventOf<T>) => void }
}
