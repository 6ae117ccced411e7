import { WebSocket } from 'ws'

// People of one group who watch each other's presence, leave together and come back one after another.
//   open { port, people: [{ headers, watched }] }
//   leave {}
//   back { overMs }   all of them, evenly
//   see { status }    answers when each sees all it watches as that, with the frames that it took
const giveUpMs = 60_000
const retryMs = 500
let port = 0
const people = []

process.on('message', ({ type, ...order }) => {
  orders[type](order).then(
    answer => process.send({ type, ...answer }),
    error => process.send({ type, error: error.stack }),
  )
})

const orders = {
  async open(order) {
    port = order.port
    for (const person of order.people) people.push({ ...person, refused: 0 })
    for (let n = 0; n < people.length; n += 50) await Promise.all(people.slice(n, n + 50).map(connect))
    return {}
  },

  async leave() {
    for (const { ws } of people) ws.terminate()
    return {}
  },

  async back({ overMs }) {
    await Promise.all(people.map(async (person, n) => {
      await sleep(n / people.length * overMs)
      await connect(person)
    }))
    return {}
  },

  async see({ status }) {
    const from = performance.now()
    const isRight = ({ seen, watched }) => watched.every(userId => seen.get(userId) === status)
    while (!people.every(isRight) && performance.now() - from < giveUpMs) await sleep(20)
    return {
      took: performance.now() - from,
      wrong: people.filter(person => !isRight(person)).length,
      refused: people.reduce((sum, person) => sum + person.refused, 0),
      frames: people.reduce((sum, person) => sum + person.frames, 0),
      tooMany: people.filter(({ frames, since }) => frames > 1 + (performance.now() - since) / 1000).length,
    }
  },
}

/** Tries again until it is in; a watch that is refused is tried again too, as browsers do. */
async function connect(person) {
  Object.assign(person, { seen: new Map(), frames: 0, since: performance.now() })
  while (!await open(person)) await sleep(retryMs)
}

function open(person) {
  return new Promise((resolve) => {
    const ws = new WebSocket(`ws://127.0.0.1:${port}/ws`, { perMessageDeflate: false, headers: person.headers })
    person.ws = ws
    ws.on('error', () => resolve(false))
    ws.on('open', () => {
      person.since = performance.now()
      watch(person)
      resolve(true)
    })
    ws.on('message', data => receive(person, JSON.parse(data)))
  })
}

function receive(person, events) {
  if (events.some(({ type }) => type === 'presence.changed')) person.frames++
  for (const { type, ref, userId, status } of events) {
    if (type === 'presence.changed') person.seen.set(userId, status)
    if (type !== 'command.failed' || ref !== 'presence.watch') continue
    person.refused++
    setTimeout(watch, retryMs, person)
  }
}

function watch({ ws, watched }) {
  if (ws.readyState === WebSocket.OPEN) ws.send(JSON.stringify({ type: 'presence.watch', userIds: watched }))
}

const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))
