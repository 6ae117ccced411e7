import type { SupportAssignment } from '#shared/protocol/admin/adminInbox'

interface Candidates {
  /** Who is there, in any order. */
  userIds: number[]
  /** How many cases each has; who has none may be left out. */
  loads: ReadonlyMap<number, number>
  /** Who got the last one. */
  lastId: number | null
}

/**
 * Who gets the next case: the one after the last in the order of ids, or whoever has the fewest, in that order among
 * equals. Undefined when nobody may have more.
 */
export function chooseAgent(
  { mode, limit }: Pick<SupportAssignment, 'mode' | 'limit'>, { userIds, loads, lastId }: Candidates,
): number | undefined {
  const loadOf = (userId: number) => loads.get(userId) ?? 0
  const able = userIds.filter(userId => limit === null || loadOf(userId) < limit).sort((a, b) => a - b)
  const inTurn = [...able.filter(id => id > (lastId ?? 0)), ...able.filter(id => id <= (lastId ?? 0))]
  if (mode === 'load') inTurn.sort((a, b) => loadOf(a) - loadOf(b))
  return inTurn[0]
}
