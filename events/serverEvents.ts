import type { EventOf, ServerEvent, ServerEventType } from '#shared/protocol/event'
import { caseHandlers } from '~/events/caseEvents'
import { connectionHandlers } from '~/events/connectionEvents'
import { typingHandlers } from '~/events/typingEvents'
import { useOwnPresenceStore } from '~/stores/account/ownPresence'
import { useBlocksStore } from '~/stores/user/blocks'
import { useSessionStore } from '~/stores/account/session'
import { useWarningsStore } from '~/stores/account/warnings'
import { useSiteStore } from '~/stores/app/site'
import { useGuardedStore } from '~/stores/feature/guarded'
import { useNewsStore } from '~/stores/feature/news'
import { useDeskStore } from '~/stores/desk/desk'
import { useDeskCasesStore } from '~/stores/desk/deskCases'
import { useHistoryStore } from '~/stores/sync/history'
import { useTypingStore } from '~/stores/message/typing'
import { useOutboxAnswersStore } from '~/stores/sync/answers'
import { useMembersStore } from '~/stores/room/members'
import { useReadsStore } from '~/stores/room/reads'
import { useInboxStore } from '~/stores/room/inbox'
import { useReadingStore } from '~/stores/room/reading'
import { useRepairStore } from '~/stores/sync/repair'
import { useRoomsStore } from '~/stores/room/rooms'
import { useSyncStore } from '~/stores/sync/sync'
import { usePresenceStore } from '~/stores/user/presence'
import { useUsersStore } from '~/stores/user/users'

type Handlers = { [T in ServerEventType]: (event: EventOf<T>) => void }

/** What each event of the server does to the stores. Together with `tabMessages` the only code that knows them all. */
export function createServerEventHandler(): (event: ServerEvent) => void {
  const guarded = useGuardedStore()
  const handlers = {
    ...connectionHandlers(),
    ...messageHandlers(),
    ...roomHandlers(),
    ...caseHandlers(),
    ...typingHandlers(),
    ...memberHandlers(),
    ...accountHandlers(),
    'feature.guarded': event => guarded.receive(event),
  } satisfies Handlers

  // A newer server may say what this client does not know; that is ignored.
  return event => (handlers[event.type] as ((event: ServerEvent) => void) | undefined)?.(event)
}

function messageHandlers() {
  const answers = useOutboxAnswersStore()
  const cases = useDeskCasesStore()
  const history = useHistoryStore()
  const reads = useReadsStore()
  const inbox = useInboxStore()
  const presence = usePresenceStore()
  const repair = useRepairStore()
  const rooms = useRoomsStore()
  const session = useSessionStore()
  const sync = useSyncStore()
  const typing = useTypingStore()
  const users = useUsersStore()

  return {
    'message.acked': event => answers.acked(event),
    'message.created': ({ message, user, users: mentioned = [] }) => {
      users.receive(...mentioned)
      if (user) users.receive(user)
      else void users.meet(message.authorId)
      if (!rooms.byId[message.roomId]) repair.refetch(message.roomId)
      history.receive(message)
      cases.receiveMessage(message)
      reads.receiveMessage(message)
      typing.stopped(message.roomId, message.authorId)
      inbox.changed()
    },
    'message.deleted': ({ roomId, seq, rev }) => {
      repair.advance(roomId, rev)
      history.receiveDeletion(roomId, seq)
      cases.receiveDeletion(roomId, seq)
      inbox.receiveDeletion(roomId, seq)
    },
    'command.failed': ({ clientId, ref, code, detail, retryAfter }) => {
      if (detail === 'muted' && retryAfter) session.receiveMute(new Date(Date.now() + retryAfter * 1_000).toISOString())
      if (clientId) answers.failed(clientId, code, retryAfter)
      if (ref === 'presence.watch') presence.refused(code, retryAfter)
      if (ref === 'sync') sync.refused(retryAfter)
    },
  } satisfies Partial<Handlers>
}

function roomHandlers() {
  const desk = useDeskStore()
  const inbox = useInboxStore()
  const reads = useReadsStore()
  const reading = useReadingStore()
  const repair = useRepairStore()
  const rooms = useRoomsStore()
  const session = useSessionStore()

  return {
    'room.gap': ({ roomId }) => repair.gap(roomId),
    'room.joined': ({ room }) => {
      rooms.receive(room)
      if (room.kind === 'support') desk.reloadInboxes()
    },
    'room.left': ({ roomId }) => {
      repair.forget(roomId)
      desk.left(roomId)
      inbox.changed()
    },
    'room.hidden': ({ roomId }) => rooms.receiveHidden(roomId),
    'room.notifications': ({ roomId, notifications }) => rooms.receiveNotifications(roomId, notifications),
    'room.unread': ({ roomId, seq, mentionSeqs }) => {
      reading.receiveUnread(roomId, seq, mentionSeqs)
      inbox.changed()
    },
    'room.updated': ({ room }) => {
      rooms.receiveSummary(room)
      repair.advance(room.id, room.rev)
      desk.advance(room.id, room.rev)
    },
    'room.read': ({ roomId, userId, seq }) => {
      if (userId !== session.user?.id) return reads.receive(roomId, userId, seq)
      reading.receiveRead(roomId, seq)
      inbox.changed()
    },
  } satisfies Partial<Handlers>
}

function memberHandlers() {
  const desk = useDeskStore()
  const members = useMembersStore()
  const reads = useReadsStore()
  const repair = useRepairStore()
  const rooms = useRoomsStore()
  const session = useSessionStore()
  const typing = useTypingStore()

  return {
    'member.joined': ({ roomId, user, role, rev }) => {
      if (repair.advance(roomId, rev)) rooms.count(roomId, 1)
      members.joined(roomId, user, role)
      desk.advance(roomId, rev)
    },
    'member.left': ({ roomId, userId, rev }) => {
      if (repair.advance(roomId, rev)) rooms.count(roomId, -1)
      members.left(roomId, userId)
      desk.advance(roomId, rev)
      reads.left(roomId, userId)
      typing.stopped(roomId, userId)
    },
    'member.changed': ({ roomId, userId, role, rev }) => {
      repair.advance(roomId, rev)
      members.set(roomId, userId, role)
      if (userId === session.user?.id) rooms.receiveRole(roomId, role)
    },
  } satisfies Partial<Handlers>
}

function accountHandlers() {
  const news = useNewsStore()
  const ownPresence = useOwnPresenceStore()
  const blocks = useBlocksStore()
  const presence = usePresenceStore()
  const session = useSessionStore()
  const site = useSiteStore()
  const users = useUsersStore()
  const warnings = useWarningsStore()

  return {
    'user.updated': ({ user }) => {
      users.receive(user)
      session.receive(user)
    },
    'presence.changed': ({ userId, ...shown }) => presence.receive(userId, shown),
    'account.presence': (event) => {
      ownPresence.receive(event.presence)
      news.offer()
    },
    'block.changed': ({ user, blocked }) => blocks.receive(user, blocked),
    'site.changed': event => site.receive(event.site),
    'account.warned': event => warnings.receive(event.warning),
    'account.muted': event => session.receiveMute(event.mutedUntil),
  } satisfies Partial<Handlers>
}
