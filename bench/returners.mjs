import { openWire, textFrame } from './wire.mjs'

// People who come back by themselves when their server dies, and ask for what they missed, as a browser does.
//   open { port, people: [{ headers, roomId }] }
//   back {}   answers when everybody has the newest message of the room
let port = 0
const people = []
const missed = Buffer.from('"type":"message.created"')

process.on('message', ({ type, ...order }) => {
  orders[type](order).then(
    answer => process.send({ type, ...answer }),
    error => process.send({ type, error: error.stack }),
  )
})

const orders = {
  async open(order) {
    port = order.port
    for (const person of order.people) people.push({ ...person, seq: 0, caughtUp: false })
    await Promise.all(people.map(connect))
    return { open: people.length }
  },

  async back() {
    for (const person of people) person.caughtUp = false
    const deadline = performance.now() + 30_000
    while (people.some(person => !person.caughtUp) && performance.now() < deadline) {
      await new Promise(resolve => setTimeout(resolve, 5))
    }
    const caughtUp = people.filter(person => person.caughtUp).length
    for (const person of people) person.seq++
    return { caughtUp }
  },
}

/** Tries again with jitter until it is in; what the upgrade refuses is tried again too. */
async function connect(person) {
  for (;;) {
    try {
      const socket = await openWire({ port, path: '/ws', headers: person.headers, onBytes: (bytes) => {
        if (bytes.includes(missed)) person.caughtUp = true
      } })
      socket.on('close', () => setTimeout(connect, Math.random() * 500, person))
      socket.write(
        textFrame(JSON.stringify({ type: 'sync', cursors: { [person.roomId]: { seq: person.seq, rev: 1 } } })),
      )
      return
    }
    catch {
      await new Promise(resolve => setTimeout(resolve, 100 + Math.random() * 400))
    }
  }
}
