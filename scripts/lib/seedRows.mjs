import { randomBytes } from 'node:crypto'

const first = [
  'Ada', 'Grace', 'Linus', 'Mira', 'Tomas', 'Yuki', 'Amara', 'Noor', 'Elif', 'Joan', 'Pavel', 'Ines', 'Kofi', 'Lena',
  'Omar', 'Sofia', 'Ravi', 'Hana', 'Luca', 'Zoë',
]
const last = [
  'Berg', 'Okafor', 'Silva', 'Novak', 'Tanaka', 'Haddad', 'Keller', 'Moreau', 'Rossi', 'Lindqvist', 'Osei', 'Petrov',
  'Kaya', 'Dubois', 'Mbeki', 'Young', 'Castro', 'Farah', 'Weiss', 'Ito',
]
const places = [
  'Garden', 'Kitchen', 'Workshop', 'Library', 'Harbour', 'Market', 'Studio', 'Orchard', 'Meadow', 'Terrace', 'Attic',
  'Bakery',
]
const words = [
  'morning', 'the', 'tomatoes', 'are', 'late', 'this', 'year', 'who', 'has', 'a', 'ladder', 'to', 'lend', 'we', 'meet',
  'at', 'noon', 'bring', 'bread', 'and', 'time', 'for', 'everybody', 'it', 'works', 'now', 'thank', 'you', 'see',
  'tomorrow', 'rain', 'again', 'look', 'what', 'I', 'found', 'near', 'river',
]
const dayMs = 86_400_000
const years = { people: 730, messages: 365 }

/** How many of what there will be: few large groups and many small ones, as it is in life. */
export function plan({ people, messages, rooms: count }) {
  const now = Date.now()
  const weights = Array.from({ length: count }, (_, index) => 1 / (index + 1))
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  const rooms = weights.map((weight, index) => ({
    name: `${places[index % places.length]} ${index + 1}`,
    messages: Math.max(1, Math.floor(messages * weight / all)),
    members: Array.from({ length: Math.min(people, 60) }, (_, member) => (index * 997 + member * 31) % people).filter(
      (person, at, list) => list.indexOf(person) === at,
    ),
  }))
  const spread = rooms.reduce((sum, room) => sum + room.messages, 0)
  rooms[0].messages += messages - spread
  return { people, rooms, messages, now }
}

export function makeName(index) {
  return `${first[index % first.length]} ${last[Math.floor(index / first.length) % last.length]}`
}

export function userRow(id, index, people, now, displayName) {
  const username = `${displayName.split(' ')[0].toLowerCase().normalize('NFD').replace(/[^a-z]/g, '')}_${id}`
  const guest = index % 10 < 3
  const email = guest ? null : `${username}@example.org`
  const createdAt = new Date(now - (1 - index / people) * years.people * dayMs)
  return [
    id,
    guest ? 'guest' : 'member',
    'user', username, username, username, displayName, displayName.toLowerCase(), email, email, createdAt, createdAt,
  ]
}

export function roomRow(id, room, now) {
  return [
    id, 'group', 'public', room.name, room.name.toLowerCase(), 'What is said here', room.messages, room.members.length,
    new Date(now - years.messages * dayMs),
    new Date(now - (id % 100) * 60_000),
  ]
}

export function memberRow({ roomId, userId }, now) {
  return [roomId, userId, 'member', 0, new Date(now - years.messages * dayMs)]
}

export function messageRow(roomId, seq, authorId, body, count, now) {
  // Up to this moment, the later the denser.
  const age = (1 - seq / count) ** 1.5 * years.messages * dayMs
  return [roomId, seq, authorId, randomBytes(16), body, new Date(now - Math.round(age))]
}

export function makeBody(index) {
  const length = 4 + index * 7 % 18
  return Array.from({ length }, (_, word) => words[(index * 13 + word * 5 + index % 11) % words.length]).join(' ')
}
