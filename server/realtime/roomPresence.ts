import { limits } from '#shared/limits'
import type { RoomPresence } from '#shared/protocol/room'
import { blockersOf } from '../services/memberships/blocks'
import { getMembers, someMemberIds } from '../services/rooms/memberLookup'
import { getPresenceChoice, presenceChoices } from '../services/users/presence'
import { hub } from './hub/hub'

/** Members who are looked for on other nodes: who is on this one is known without. */
const lookedFor = 2_000
/** Those of whom more than the id is sent: more faces than anybody shows. */
const introduced = 20

/**
 * Who else of a room is there, as far as the caller may see it: not who hides or has blocked them, and nobody for who
 * hides. With the ids to watch from then on, those who are there first.
 */
export async function findHere(callerId: number, roomId: number): Promise<RoomPresence> {
  const [choice, blockers, members] = await Promise.all([
    getPresenceChoice(callerId), blockersOf(callerId), someMemberIds(roomId, lookedFor),
  ])
  const here = [...hub.readersOf(roomId)].filter(userId => !hub.presence.isHidden(userId))
  const elsewhere = await visibleElsewhere(members)
  const present = choice.hidden
    ? []
    : [...new Set([...here, ...elsewhere])].filter(userId => userId !== callerId && !blockers.has(userId))
  const userIds = [...new Set([...present, ...members])].filter(userId => userId !== callerId)
  return {
    online: present.length,
    members: await getMembers(roomId, present.slice(0, introduced)),
    userIds: userIds.slice(0, limits.presence.users),
  }
}

/** How many of a room's people anybody may know of. */
export function countHere(roomId: number): number {
  return [...hub.readersOf(roomId)].filter(userId => !hub.presence.isHidden(userId)).length
}

async function visibleElsewhere(userIds: number[]): Promise<number[]> {
  const found = [...(await hub.presence.elsewhere.findPresent(userIds)).keys()]
  const choices = await presenceChoices(found)
  return found.filter(userId => choices.get(userId)?.hidden === false)
}
