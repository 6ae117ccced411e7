import type { Actor } from './actor.ts'
import { denseEnd } from './actor.ts'
import type { TestServer } from './server.ts'
import { until } from './until.ts'

export const invariants = [
  'stored once', 'same order', 'sender order', 'nothing foreign', 'nothing secret', 'unread', 'recovery', 'base line',
] as const
export type Invariant = typeof invariants[number]
export type Verdict = Partial<Record<Invariant, string>>

interface StoredRow { roomId: number, seq: number, clientId: string, body: string | null, authorId: number }

/** What of the promises does not hold, by the logs of all clients and the database; empty when everything does. */
export async function check(
  server: TestServer, actors: Actor[], outsiders: Actor[], rooms: number[],
): Promise<Verdict> {
  const rows = await server.chat<StoredRow>(
    'SELECT room_id roomId, seq, LOWER(HEX(client_id)) clientId, body, author_id authorId FROM messages '
    + `WHERE room_id IN (${rooms.join()}) ORDER BY room_id, seq`,
  )
  const verdict: Verdict = {}
  const note = (invariant: Invariant, problem: string | undefined) => problem && (verdict[invariant] ??= problem)
  note('stored once', storedOnce(rows, actors))
  note('nothing foreign', nothingForeign(rows, actors))
  note('sender order', senderOrder(actors, rooms))
  note('same order', await sameOrder(server, rows, actors, rooms))
  note(
    'nothing secret',
    outsiders.some(actor => rooms.some(roomId => actor.heardOf.has(roomId)))
      ? 'an outsider heard of a room'
      : undefined,
  )
  note('unread', await unreadIsRecount(server, rows, actors))
  return verdict
}

const hex = (clientId: string) => clientId.replaceAll('-', '').toLowerCase()

function storedOnce(rows: StoredRow[], actors: Actor[]): string | undefined {
  if (new Set(rows.map(row => `${row.authorId} ${row.clientId}`)).size !== rows.length) {
    return 'a message is stored twice'
  }
  const stored = new Map(rows.map(row => [row.clientId, row]))
  for (const one of actors.flatMap(actor => actor.log)) {
    if (one.outcome !== 'acked') continue
    const row = stored.get(hex(one.clientId))
    if (!row || row.roomId !== one.roomId || row.seq !== one.seq || (row.body !== null && row.body !== one.body)) {
      return `${one.clientId} was acked as ${one.roomId}/${one.seq} and is ${JSON.stringify(row)}`
    }
  }
  return undefined
}

function nothingForeign(rows: StoredRow[], actors: Actor[]): string | undefined {
  const sent = new Set(actors.flatMap(actor => actor.log.map(one => hex(one.clientId))))
  const foreign = rows.find(row => row.seq > 0 && !sent.has(row.clientId))
  if (foreign) return `nobody sent ${foreign.roomId}/${foreign.seq}`
  const shown = actors
    .flatMap(actor => [...actor.views.values()].flatMap(view => [...view.messages.values()]))
    .find(clientId => !sent.has(hex(clientId)))
  return shown && `a client was shown ${shown}, which nobody sent`
}

function senderOrder(actors: Actor[], rooms: number[]): string | undefined {
  for (const actor of actors) {
    for (const roomId of rooms) {
      const places = actor.log.filter(one => one.roomId === roomId && one.tries === 1 && one.seq).map(one => one.seq!)
      if (places.some((seq, n) => n > 0 && seq < places[n - 1]!)) {
        return `messages of ${actor.client.id} overtook each other`
      }
    }
  }
  return undefined
}

/** Every client has every place of every room, with the same message and the same deletions; it may ask once more. */
async function sameOrder(
  server: TestServer, rows: StoredRow[], actors: Actor[], rooms: number[],
): Promise<string | undefined> {
  for (const roomId of rooms) {
    const places = rows.filter(row => row.roomId === roomId)
    if (places.some((row, n) => row.seq !== n + 1)) return `room ${roomId} has a hole`
    const [room] = await server.chat<{ lastSeq: number }>('SELECT last_seq lastSeq FROM rooms WHERE id = ?', [roomId])
    if (room?.lastSeq !== places.length) return `room ${roomId} counts ${room?.lastSeq}, not ${places.length}`
    for (const actor of actors) {
      const complete = () => {
        const view = actor.view(roomId)
        return denseEnd(view) === places.length
          && places.every(row => (row.body === null) === view.deleted.has(row.seq))
      }
      await until('a client to have everything', () => {
        if (complete()) return true
        actor.sync()
        return undefined
      }, 10_000).catch(() => undefined)
      if (!complete()) {
        return `client ${actor.client.id} has ${denseEnd(actor.view(roomId))} of ${places.length} in ${roomId}`
      }
      const wrong = places.find(row =>
        actor.view(roomId).messages.get(row.seq) !== undefined
        && hex(actor.view(roomId).messages.get(row.seq)!) !== row.clientId,
      )
      if (wrong) return `client ${actor.client.id} has another message at ${roomId}/${wrong.seq}`
    }
  }
  return undefined
}

async function unreadIsRecount(server: TestServer, rows: StoredRow[], actors: Actor[]): Promise<string | undefined> {
  for (const actor of actors) {
    const client = actor.client.twin()
    client.origin = server.origin
    for (const room of await client.rooms()) {
      const places = rows.filter(row => row.roomId === room.id && row.seq > room.readSeq).length
      if (rows.some(row => row.roomId === room.id) && room.unread !== places) {
        return `${actor.client.id} has ${room.unread} unread in ${room.id}, counted ${places}`
      }
    }
  }
  return undefined
}

/** Faults × invariants, for people. */
export function renderVerdicts(verdicts: [string, Verdict][]): string {
  const width = Math.max(...verdicts.map(([name]) => name.length))
  const head = `${'fault'.padEnd(width)}  ${invariants.join('  ')}`
  const lines = verdicts.map(([name, verdict]) =>
    `${name.padEnd(width)}  ${invariants.map(one => (verdict[one] ? 'FAILED' : 'ok').padEnd(one.length)).join('  ')}`,
  )
  return ['', head, ...lines, ''].join('\n')
}
