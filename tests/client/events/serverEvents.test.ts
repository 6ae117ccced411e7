import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ServerEvent } from '#shared/protocol/event'
import { createServerEventHandler } from '~/events/serverEvents'
import { ada, clientIdOf, grace, mallory, messageOf, messagesFrom, roomOf } from '../support/cast'
import { newBrowser, openClient, readyFor } from '../support/client'
import type { FakeServer } from '../support/transport'

const createdAt = '2026-01-02T03:04:05.678Z'

let server: FakeServer
let handle: (event: ServerEvent) => void

beforeEach(() => {
  vi.useFakeTimers()
  newBrowser()
  server = openClient().server
  handle = createServerEventHandler()
  useRoomsStore().receive(roomOf({ lastSeq: 2, rev: 1 }))
  useUsersStore().receive(grace)
  useMessagesStore().show(1, { messages: messagesFrom(1, 2), hasOlder: false, hasNewer: false, rev: 1 })
  useMembersStore().byRoom[1] = [{ userId: ada.id, role: 'member' }, { userId: grace.id, role: 'member' }]
})

const room = () => useRoomsStore().byId[1]
const memberIds = () => useMembersStore().byRoom[1]?.map(({ userId }) => userId)

describe('messages', () => {
  test('a message shows in its list and in the row of its room, and ends the typing of its author', () => {
    useTypingStore().started(1, grace.id)
    handle({ type: 'message.created', message: messageOf(3), user: grace })
    expect(useMessagesStore().lastSeq(1)).toBe(3)
    expect(room()).toMatchObject({ lastSeq: 3, lastMessage: { seq: 3 } })
    expect(useTypingStore().byRoom[1]).toEqual([])
  })

  test('its author is met when the event does not bring them', async () => {
    server.on('GET /api/users/3', () => ({ user: mallory }))
    handle({ type: 'message.created', message: messageOf(3, { authorId: 3 }) })
    await vi.advanceTimersByTimeAsync(0)
    expect(useUsersStore().byId[3]).toEqual(mallory)
  })

  test('a message of a room that is not known here has the room fetched', async () => {
    server.on('GET /api/rooms/5', () => ({ room: roomOf({ id: 5 }) }))
    handle({ type: 'message.created', message: messageOf(1, { roomId: 5 }), user: grace })
    await vi.advanceTimersByTimeAsync(300)
    expect(useRoomsStore().byId[5]).toBeDefined()
  })

  test('a deletion moves the rev and leaves a tombstone', () => {
    handle({ type: 'message.deleted', roomId: 1, seq: 2, rev: 2 })
    expect(useMessagesStore().find(1, 2)?.body).toBeNull()
    expect(room()?.rev).toBe(2)
  })

  test('an ack of what is not in this outbox changes nothing', () => {
    handle({ type: 'message.acked', clientId: clientIdOf(99), roomId: 1, seq: 3, createdAt })
    expect(useMessagesStore().lastSeq(1)).toBe(2)
  })
})

describe('rooms', () => {
  test('a room that is joined, renamed and left', () => {
    handle({ type: 'room.joined', room: roomOf({ id: 5, name: 'New' }) })
    expect(useRoomsStore().byId[5]?.name).toBe('New')
    handle({ type: 'room.updated', room: roomOf({ id: 5, name: 'Newer', rev: 1 }) })
    expect(useRoomsStore().byId[5]).toMatchObject({ name: 'Newer', rev: 1 })
    handle({ type: 'room.left', roomId: 5 })
    expect(useRoomsStore().byId[5]).toBeUndefined()
  })

  test('a room that was put away in another browser is put away here', () => {
    handle({ type: 'room.hidden', roomId: 1 })
    expect(useRoomsStore().list).toEqual([])
  })

  test('what others have read is known where it is told, and ends with their membership', async () => {
    server.on('GET /api/rooms/1/reads', () => ({ reads: [{ userId: grace.id, seq: 1 }] }))
    await useReadsStore().load(1)
    handle({ type: 'message.created', message: messageOf(2), user: grace })
    expect(useReadsStore().readersOf(1, 2)).toEqual([grace.id])
    handle({ type: 'room.read', roomId: 1, userId: grace.id, seq: 5 })
    expect(useReadsStore().readersOf(1, 5)).toEqual([grace.id])
    handle({ type: 'member.left', roomId: 1, userId: grace.id, rev: 2 })
    expect(useReadsStore().readersOf(1, 1)).toEqual([])
  })

  test('what was marked as unread elsewhere is unread here', () => {
    useRoomsStore().receive(roomOf({ lastSeq: 5, readSeq: 5 }))
    handle({ type: 'room.unread', roomId: 1, seq: 2, mentions: 1, mentionSeqs: [4] })
    expect(room()).toMatchObject({ readSeq: 2, mentions: 1 })
  })

  test('whom one has blocked elsewhere is blocked here, until they are not', () => {
    handle({ type: 'block.changed', user: grace, blocked: true })
    expect(useBlocksStore().has(grace.id)).toBe(true)
    handle({ type: 'block.changed', user: grace, blocked: false })
    expect(useBlocksStore().ids).toEqual([])
  })

  test('a connection says whom one has blocked: their words to everybody are none to oneself', () => {
    handle({ ...readyFor(), blocked: [grace.id] })
    handle({ type: 'message.created', message: messageOf(3, { mentionsAll: 'everyone' }), user: grace })
    expect(room()).toMatchObject({ lastSeq: 3, mentions: 0 })
    handle({ type: 'block.changed', user: grace, blocked: false })
    handle({ type: 'message.created', message: messageOf(4, { mentionsAll: 'everyone' }), user: grace })
    expect(room()).toMatchObject({ lastSeq: 4, mentions: 1 })
  })

  test('those whom a message mentions are known from then on', () => {
    handle({ type: 'message.created', message: messageOf(1, { mentions: [3] }), user: grace, users: [mallory] })
    expect(useUsersStore().byId[mallory.id]).toEqual(mallory)
  })

  test('a level of notifications that was chosen elsewhere is chosen here', () => {
    handle({ type: 'room.notifications', roomId: 1, notifications: { level: 'none' } })
    expect(room()?.notifications).toEqual({ level: 'none' })
    handle({ type: 'room.notifications', roomId: 9, notifications: { level: 'none' } })
    expect(useRoomsStore().byId[9]).toBeUndefined()
  })

  test('what was read elsewhere is read here; what others read is theirs', () => {
    handle({ type: 'room.read', roomId: 1, userId: grace.id, seq: 2 })
    expect(room()?.readSeq).toBe(0)
    handle({ type: 'room.read', roomId: 1, userId: ada.id, seq: 2 })
    expect(room()?.readSeq).toBe(2)
  })

  test('who is typing is shown', () => {
    handle({ type: 'room.typing', roomId: 1, userId: grace.id })
    expect(useTypingStore().byRoom[1]).toEqual([grace.id])
  })
})

describe('members', () => {
  test('who joins is counted and listed, once', () => {
    const event: ServerEvent = { type: 'member.joined', roomId: 1, user: mallory, role: 'member', rev: 2 }
    handle(event)
    handle(event)
    expect(room()?.memberCount).toBe(3)
    expect(memberIds()).toEqual([ada.id, grace.id, mallory.id])
  })

  test('who leaves is not counted, listed or typing any more', () => {
    useTypingStore().started(1, grace.id)
    handle({ type: 'member.left', roomId: 1, userId: grace.id, rev: 2 })
    expect(room()?.memberCount).toBe(1)
    expect(memberIds()).toEqual([ada.id])
    expect(useTypingStore().byRoom[1]).toEqual([])
  })

  test('a role that changes stands in the list, and one\'s own in the room', () => {
    handle({ type: 'member.changed', roomId: 1, userId: grace.id, role: 'owner', rev: 2 })
    expect(memberIds()).toEqual([grace.id, ada.id])
    expect(room()?.role).toBe('member')
    handle({ type: 'member.changed', roomId: 1, userId: ada.id, role: 'moderator', rev: 3 })
    expect(room()?.role).toBe('moderator')
  })
})

describe('the account', () => {
  test('a person who is renamed is renamed everywhere, also in the session', () => {
    handle({ type: 'user.updated', user: { ...grace, displayName: 'Rear Admiral' } })
    handle({ type: 'user.updated', user: { ...ada, displayName: 'Countess' } })
    expect(useUsersStore().byId[grace.id]?.displayName).toBe('Rear Admiral')
    expect(useSessionStore().user).toMatchObject({ displayName: 'Countess', email: 'ada@example.org' })
  })

  test('a mute begins and ends', () => {
    handle({ type: 'account.muted', mutedUntil: '2027-01-01T00:00:00.000Z' })
    expect(useSessionStore().user?.mutedUntil).toBe('2027-01-01T00:00:00.000Z')
    handle({ type: 'account.muted', mutedUntil: null })
    expect(useSessionStore().user?.mutedUntil).toBeUndefined()
  })

  test('a message that is refused because of a mute says until when', () => {
    vi.setSystemTime('2026-01-01T00:00:00.000Z')
    handle({ type: 'command.failed', code: 'forbidden', detail: 'muted', retryAfter: 60 })
    expect(useSessionStore().user?.mutedUntil).toBe('2026-01-01T00:01:00.000Z')
  })

  test('a warning is shown once', () => {
    const warning = { id: 1, body: 'Please be kind.', createdAt } as never
    handle({ type: 'account.warned', warning })
    handle({ type: 'account.warned', warning })
    expect(useWarningsStore().list).toHaveLength(1)
  })

  test('a rollout that was stopped is told once', () => {
    handle({ type: 'feature.guarded', key: 'pins', action: 'paused', reason: 'Guard: …' })
    handle({ type: 'feature.guarded', key: 'pins', action: 'killed', reason: 'Guard: …' })
    expect(useGuardedStore().list).toEqual([{ key: 'pins', action: 'killed' }])
    useGuardedStore().close('pins')
    expect(useGuardedStore().list).toEqual([])
  })

  test('what one chose in another browser holds here, and news that were held back come', async () => {
    handle({ type: 'account.presence', presence: { status: 'dnd', text: 'Reading', hidden: false } })
    expect(useOwnPresenceStore().current).toEqual({ status: 'dnd', text: 'Reading', hidden: false })
    const news = { key: 'pins', title: 'Pins', body: 'Pin it.', since: createdAt, seen: false }
    server.on('PUT /api/features/news/pins', () => null)
    useNewsStore().list = [news]
    useNewsStore().offer()
    expect(useNewsStore().card).toBeUndefined()
    handle({ type: 'account.presence', presence: { status: 'auto', text: '', hidden: false } })
    expect(useNewsStore().card?.key).toBe('pins')
  })

  test('who comes online is shown, and what the site is called now', () => {
    handle({ type: 'presence.changed', userId: grace.id, status: 'online' })
    expect(usePresenceStore().of(grace.id)).toMatchObject({ status: 'online' })
    const site = { ...useSiteStore().current, brand: { name: 'Agora', hue: null, logo: null } }
    handle({ type: 'site.changed', site })
    expect(useSiteStore().current.brand.name).toBe('Agora')
  })
})

test('what a newer server says and this client does not know is ignored', () => {
  expect(() => handle({ type: 'room.exploded', roomId: 1 } as never)).not.toThrow()
})
