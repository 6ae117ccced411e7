import { randomUUID } from 'node:crypto'
import { DeliveryStream } from './stream.mjs'
import { openWire, textFrame } from './wire.mjs'

// A process of readers, some of whom also send. It is told what to do by its parent:
//   open   { port, readers: [{ path, headers, rooms }] }
//   send   { plan: [[reader, roomId]], rate, seconds }   open loop: by the clock, whatever comes back
// expect { lastSeq: { [roomId]: seq } } answers when every reader has everything, or nothing comes any more
const readers = []
const body = 'The quick brown fox jumps over the lazy dog and wonders.'
const tickMs = 2
/** After this long without a byte nothing more is expected. */
const quietMs = 3_000
const refusal = Buffer.from('"type":"command.failed"')

process.on('message', ({ type, ...order }) => {
  orders[type](order).then(
    answer => process.send({ type, ...answer }),
    error => process.send({ type, error: error.stack }),
  )
})

const orders = {
  async open({ port, readers: wanted }) {
    for (let n = 0; n < wanted.length; n += 50) {
      await Promise.all(wanted.slice(n, n + 50).map(reader => openReader(port, reader)))
    }
    return { open: readers.length }
  },

  async send({ plan, rate, seconds }) {
    const counts = {}
    for (const [reader] of plan) readers[reader].sends = true
    const start = performance.now()
    const total = Math.round(rate * seconds)
    let sent = 0
    await new Promise((resolve) => {
      const timer = setInterval(() => {
        const due = Math.min(total, Math.floor((performance.now() - start) / 1000 * rate))
        while (sent < due) {
          const [reader, roomId] = plan[sent++ % plan.length]
          readers[reader].socket.write(textFrame(
            readers[reader].wrap(JSON.stringify({ type: 'message.send', clientId: randomUUID(), roomId, body })),
          ))
          counts[roomId] = (counts[roomId] ?? 0) + 1
        }
        if (sent < total) return
        clearInterval(timer)
        resolve()
      }, tickMs)
    })
    return { counts, startedAt: performance.timeOrigin + start }
  },

  async expect({ lastSeq }) {
    const lastAt = () => Math.max(...readers.map(reader => reader.at))
    while (readers.some(reader => isBehind(reader, lastSeq)) && performance.now() < lastAt() + quietMs) {
      await new Promise(resolve => setTimeout(resolve, 5))
    }
    const endedAt = performance.timeOrigin + lastAt()
    const missing = readers.filter(reader => isBehind(reader, lastSeq)).length
    const delivered = readers.reduce((sum, reader) => sum + reader.stream.delivered, 0)
    const faults = readers.reduce((sum, reader) => sum + reader.stream.faults, 0)
    const refusals = readers.reduce((sum, reader) => sum + reader.refusals, 0)
    for (const reader of readers) reader.stream.delivered = reader.stream.faults = reader.refusals = 0
    return {
      delivered, faults, missing, refusals, endedAt,
      reached: reachedSeqs(),
      closed: readers.filter(reader => reader.socket.destroyed).length,
    }
  },
}

async function openReader(port, { path, headers, rooms, dialect }) {
  const reader = {
    stream: new DeliveryStream(),
    rooms,
    at: 0,
    sends: false,
    refusals: 0,
    wrap: dialect === 'socket.io' ? text => `42["message.send",${text}]` : text => text,
  }
  readers.push(reader)
  reader.socket = await openWire({
    port,
    path,
    headers,
    onBytes(bytes) {
      reader.stream.push(bytes)
      reader.at = performance.now()
      if (reader.sends && bytes.includes(refusal)) reader.refusals++
    },
  })
  // Joins the default namespace, as a client of Socket.IO does first.
  if (dialect === 'socket.io') reader.socket.write(textFrame('40'))
}

/** The furthest place in each room that any reader has seen. */
function reachedSeqs() {
  const reached = {}
  for (const { stream } of readers) {
    for (const [room, seq] of stream.lastSeq) reached[room] = Math.max(reached[room] ?? 0, seq)
  }
  return reached
}

function isBehind({ stream, rooms }, lastSeq) {
  return rooms.some(room => (stream.lastSeq.get(room) ?? 0) < (lastSeq[room] ?? 0))
}
