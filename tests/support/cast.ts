import { setTimeout as sleep } from 'node:timers/promises'
import type { Room, RoomVisibility } from '../../shared/protocol/room.ts'
import type { Answer } from './client.ts'
import { Client } from './client.ts'
import { unique } from './random.ts'
import { admin } from './server.ts'

interface At { origin: string }

export type Guest = Client & { square: Room }

/** A server hashes so many passwords at once only, whatever the limits: on a busy machine it says when to come back. */
async function patiently(attempt: () => Promise<Answer>): Promise<Answer> {
  const end = performance.now() + 30_000
  for (;;) {
    const answer = await attempt()
    const wait = Number(answer.headers['retry-after']) * 1000
    if (answer.status !== 429 || !(performance.now() + wait < end)) return answer
    await sleep(wait)
  }
}

/** A new member with a name that nobody else has. */
export async function member(at: At, name = 'ada'): Promise<Client> {
  const client = new Client(at.origin)
  const username = unique(name)
  client.email = `${username}@plaza.test`
  client.password = `the secret of ${username}`
  const { email, password } = client
  const answer = await patiently(() => client.post('/api/users', { email, username, password }))
  if (answer.status !== 201) throw new Error(`could not register ${username}: ${answer.status} ${answer.text}`)
  client.user = answer.body.user
  return client
}

/** A new guest with a name that nobody else has, already in the square. */
export async function guest(at: At, name = 'gus'): Promise<Guest> {
  const client = new Client(at.origin)
  const answer = await patiently(() => client.post('/api/guests', { username: unique(name) }))
  if (answer.status !== 201) throw new Error(`no guest: ${answer.status} ${answer.text}`)
  client.user = answer.body.user
  return Object.assign(client, { square: answer.body.room })
}

export function nobody(at: At): Client {
  return new Client(at.origin)
}

/** The first admin, whom the environment makes at boot. */
export async function firstAdmin(at: At): Promise<Client> {
  const client = new Client(at.origin)
  Object.assign(client, { email: admin.email, password: admin.password })
  const { email: login, password } = admin
  const answer = await patiently(() => client.post('/api/session', { login, password }))
  if (answer.status !== 200) throw new Error(`no admin: ${answer.status} ${answer.text}`)
  client.user = answer.body.user
  return client
}

/** A group of `owner` with `others` in it. */
export async function group(
  owner: Client, others: Client[] = [], visibility: RoomVisibility = 'public', name = unique('lobby'),
): Promise<Room> {
  const answer = await owner.post('/api/rooms', { name, topic: 'what we talk about', visibility })
  if (answer.status !== 201) throw new Error(`no room: ${answer.status} ${answer.text}`)
  const { id } = answer.body.room
  for (const other of others) await admit(owner, other, id, visibility)
  return owner.room(id)
}

async function admit(owner: Client, other: Client, id: number, visibility: RoomVisibility): Promise<void> {
  const answer = visibility === 'private'
    ? await owner.put(`/api/rooms/${id}/members/${other.id}`)
    : await other.put(`/api/rooms/${id}/membership`)
  if (answer.status !== 200) throw new Error(`${other.user.username} could not enter: ${answer.status} ${answer.text}`)
}
