import type { EventOf } from '../../shared/protocol/event.ts'
import type { OwnPresence } from '../../shared/protocol/presence.ts'
import type { Client } from './client.ts'
import { unique } from './random.ts'
import type { Socket } from './socket.ts'

type Change = EventOf<'presence.changed'>

/** Chooses what others see of a person. */
export async function choose(person: Client, choice: Partial<OwnPresence>): Promise<void> {
  const answer = await person.put('/api/account/presence', { status: 'auto', ...choice })
  if (answer.status !== 204) throw new Error(`could not choose: ${answer.status} ${answer.text}`)
}

/**
 * What the socket of a person, who must watch themself, was told of others, once all that was to be told before now has
 * arrived: presence is sent once a second, so an answer to a ping proves nothing.
 */
export async function presenceHeard(person: Client, socket: Socket): Promise<Change[]> {
  const text = unique('heard')
  await choose(person, { text })
  await socket.waitFor('presence.changed', event => event.userId === person.id && event.text === text)
  return socket.of('presence.changed').filter(event => event.userId !== person.id)
}

/** Waits until somebody is seen as this. */
export function seenAs(socket: Socket, userId: number, status: Change['status'], timeout?: number): Promise<Change> {
  return socket.waitFor('presence.changed', event => event.userId === userId && event.status === status, timeout)
}
