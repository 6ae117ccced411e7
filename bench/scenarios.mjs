/**
 * Rooms and who reads them: reader `n` is in one big room and in one small one. The same people serve both scenarios.
 */
export const readerCount = 1_000
const smallRooms = 100
const readersOfSmall = 10
/** A connection may have 256 unanswered commands: enough senders for a backlog that is not refused. */
const bigSenders = 60

/** `rooms` are 0 for the big one and 1 to 100 for the small ones; a subject turns them into ids of its own. */
export const scenarios = [
  {
    name: `1 room of ${readerCount.toLocaleString('en')} readers`,
    readersPerRoom: readerCount,
    startRate: 40,
    goal: 8,
    socketIoGoal: 12,
    // Even numbers belong to the first process, which does the sending.
    plan: Array.from({ length: bigSenders }, (_, n) => ({ reader: n * 2, room: 0 })),
  },
  {
    name: `${smallRooms} rooms of ${readersOfSmall} readers`,
    readersPerRoom: readersOfSmall,
    startRate: 2_000,
    goal: 1,
    socketIoGoal: 6,
    plan: Array.from({ length: smallRooms }, (_, n) => ({ reader: n * readersOfSmall, room: n + 1 })),
  },
]

export const roomCount = smallRooms + 1
export const roomsOfReader = reader => [0, 1 + Math.floor(reader / readersOfSmall)]
