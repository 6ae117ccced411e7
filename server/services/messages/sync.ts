import { and, asc, eq, gt, inArray, lte, or } from 'drizzle-orm'
import type { EventOf, ServerEvent } from '#shared/protocol/event'
import type { Message } from '#shared/protocol/message'
import type { Profile } from '#shared/protocol/user'
import type { RoomCursor, SyncedRoom } from '#shared/protocol/sync'
import { limits } from '#shared/limits'
import { messages, rooms } from '../../../drizzle/chat/schema'
import { createBatcher } from '../../database/batcher'
import { chatDatabase } from '../../database/databases'
import { peopleOf, toMessage } from './messageHistory'
import { listedBeside } from '../memberships/listedRoom'
import { accessAmong } from '../memberships/membership'
import type { Access, RoomRow } from '../memberships/membership'
import { notificationsOf } from '../memberships/notification'
import { getProfiles } from '../users/profile'
import { unreadMentions } from './mentionRows'

/** What one `sync` may still carry, over all its rooms. */
interface Budget {
  messages: number
  characters: number
}

/**
 * What a reader missed since its cursors: first `synced` with the named rooms the person is in, then, room by room,
 * messages after `seq` and deletions after `rev`; or `room.gap` where that would be too many, in one room or over all
 * of them. With `all`, `synced` also has the listed rooms that were not named, which the person came into meanwhile.
 * One query when nothing happened, two with `all`. The caller takes a room before the next is read, so nothing piles up
 * for a slow reader; however long that takes, a room that was left meanwhile is left out, and nothing that happened in
 * it after the look-up is given.
 */
export async function* syncRooms(
  userId: number, cursors: Record<string, RoomCursor>,
  { id, all = false }: { id?: string | number, all?: boolean } = {},
): AsyncGenerator<ServerEvent[]> {
  const named = Object.keys(cursors).map(Number)
  const standing = new Standing(userId, named)
  const found = await standing.all()
  const rooms = await Promise.all(found.map(toSynced))
  const others = all ? await listedBeside(userId, named) : []
  yield [{ type: 'synced', ...(id !== undefined && { id }), rooms, ...(others.length > 0 && { others }) }]
  const budget: Budget = { messages: limits.sync.messagesInAll, characters: limits.sync.charactersInAll }
  const given: RoomRow[] = []
  for (const { room: { id } } of found) {
    const room = await standing.in(id)
    const cursor = cursors[id]
    if (!room || !cursor) continue
    const events = [...await missedMessages(room, cursor, budget), ...await missedDeletions(room, cursor)]
    if (!await standing.in(id)) continue
    if (cursor.seq < room.lastSeq) given.push(room)
    yield events
  }
  for (const room of given) {
    const events = await missedDeletions(await currentRoom(room), { seq: room.lastSeq, rev: room.rev })
    if (await standing.in(room.id)) yield events
  }
}

async function toSynced({ room, membership }: Access): Promise<SyncedRoom> {
  return {
    id: room.id,
    lastSeq: room.lastSeq,
    rev: room.rev,
    readSeq: membership.readSeq,
    unread: Math.max(0, room.lastSeq - membership.readSeq),
    ...await unreadMentions(membership, room.lastSeq),
    notifications: notificationsOf(membership),
  }
}

/** Older than this a look-up does not say any more who is in a room: people who are put out hear nothing after 1 s. */
const freshMs = 300

/** Where a person stands in some rooms, looked up again when that was a while ago. */
class Standing {
  private found = new Map<number, Access>()
  private at = -Infinity

  constructor(private readonly userId: number, private readonly roomIds: number[]) {}

  async all(): Promise<Access[]> {
    // From the asking on: the answer may have been under way for long.
    const at = performance.now()
    const found = await accessAmong(this.userId, this.roomIds)
    this.found = new Map(found.map(access => [access.room.id, access]))
    this.at = at
    return found
  }

  /** The room when the person is in it. */
  async in(roomId: number): Promise<RoomRow | undefined> {
    if (performance.now() - this.at > freshMs) await this.all()
    return this.found.get(roomId)?.room
  }
}

/**
 * A deletion that happened while its message was read may have been published before the message was. It
 * is published again.
 */
async function currentRoom(room: RoomRow): Promise<RoomRow> {
  return { ...room, rev: await findRev(room.id) ?? room.rev }
}

const findRev = createBatcher(async (roomIds: number[]) => {
  const rows = await chatDatabase().queries.select({ id: rooms.id, rev: rooms.rev }).from(rooms)
    .where(inArray(rooms.id, roomIds))
  return new Map(rows.map(row => [row.id, row.rev]))
})

async function missedMessages(room: RoomRow, cursor: RoomCursor, budget: Budget): Promise<ServerEvent[]> {
  const missed = room.lastSeq - cursor.seq
  if (missed <= 0) return []
  const gap: ServerEvent[] = [{ type: 'room.gap', roomId: room.id, from: cursor.seq + 1, to: room.lastSeq }]
  if (missed > Math.min(limits.sync.messages, budget.messages) || budget.characters <= 0) return gap
  const page = await findMissed(`${room.id}:${cursor.seq}:${room.lastSeq}`) ?? []
  budget.messages -= page.length
  budget.characters -= page.reduce((sum, { message }) => sum + (message.body?.length ?? 0), 0)
  return page
}

type Created = EventOf<'message.created'>

/** Those who lost the connection together missed the same: one query and one look-up of authors for all of them. */
const findMissed = createBatcher(async (keys: string[]): Promise<Map<string, Created[]>> => {
  const asked = keys.map((key) => {
    const [roomId = 0, seq = 0, end = 0] = key.split(':').map(Number)
    return { key, roomId, seq, end }
  })
  // Places are dense, so a range of them is a page; ranges of the primary key are read as such, however many there are.
  const ranges = asked.map(({ roomId, seq, end }) =>
    and(eq(messages.roomId, roomId), gt(messages.seq, seq), lte(messages.seq, end)),
  )
  const rows = await chatDatabase().queries.select().from(messages)
    .where(or(...ranges)).orderBy(asc(messages.roomId), asc(messages.seq))
  const found = rows.map(toMessage)
  const profiles = await getProfiles(found.flatMap(peopleOf))
  const byRoom = Map.groupBy(found, message => message.roomId)
  return new Map(asked.map(({ key, roomId, seq, end }) => {
    const page = byRoom.get(roomId)?.filter(message => message.seq > seq && message.seq <= end) ?? []
    return [key, page.map(message => toCreated(message, profiles))]
  }))
}, 20)

function toCreated(message: Message, profiles: Map<number, Profile>): Created {
  const user = profiles.get(message.authorId)
  const users = message.mentions?.flatMap(id => profiles.get(id) ?? []) ?? []
  return { type: 'message.created', message, ...(user && { user }), ...(users.length > 0 && { users }) }
}

async function missedDeletions(room: RoomRow, cursor: RoomCursor): Promise<ServerEvent[]> {
  if (room.rev <= cursor.rev || cursor.seq === 0) return []
  const since = and(
    eq(messages.roomId, room.id),
    gt(messages.deletedRev, cursor.rev),
    lte(messages.deletedRev, room.rev),
    lte(messages.seq, cursor.seq),
  )
  const rows = await chatDatabase().queries.select({ seq: messages.seq, rev: messages.deletedRev }).from(messages)
    .where(since).orderBy(asc(messages.deletedRev)).limit(limits.sync.deletions + 1)
  if (rows.length > limits.sync.deletions) return [{ type: 'room.gap', roomId: room.id, from: 1, to: room.lastSeq }]
  return rows.map(({ seq, rev }) => ({ type: 'message.deleted', roomId: room.id, seq, rev: rev ?? room.rev }))
}
