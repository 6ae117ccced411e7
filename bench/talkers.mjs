import { openWire, textFrame } from './wire.mjs'

// A process of connections that talk and measure. It is told what to do by its parent:
//   open  { port, talkers: [{ path, headers, roomId, stalled? }] }
//   flood { seconds, inFlight }              closed loop: each keeps so many unanswered; answers { acked }
// pace { rate, seconds, senders } open loop; answers latencies of acks and deliveries from the intended time of sending
const talkers = []
const mark = Buffer.from('"clientId":"')
const ackedMark = Buffer.from('message.acked",')
const idLength = 36
const body = 'The quick brown fox jumps over the lazy dog and wonders.'
const microsecond = () => Math.round((performance.timeOrigin + performance.now()) * 1_000)
const epoch = 1_700_000_000_000_000
let counter = 0
const salt = Math.floor(Math.random() * 0xFFFF).toString(16).padStart(4, '0')
let onAck = () => {}
let onDelivery = () => {}

process.on('message', ({ type, ...order }) => {
  orders[type](order).then(
    answer => process.send({ type, ...answer }),
    error => process.send({ type, error: error.stack }),
  )
})

const orders = {
  async open({ port, talkers: wanted }) {
    for (let n = 0; n < wanted.length; n += 50) {
      await Promise.all(wanted.slice(n, n + 50).map(talker => open(port, talker)))
    }
    return { open: talkers.length }
  },

  async flood({ seconds, inFlight }) {
    let acked = 0
    let going = true
    onAck = (talker) => {
      acked++
      if (going) say(talker, microsecond())
    }
    for (const talker of talkers) for (let n = 0; n < inFlight; n++) say(talker, microsecond())
    await sleep(1_000)
    const before = acked
    const start = performance.now()
    await sleep(seconds * 1_000)
    const result = { acked: acked - before, seconds: (performance.now() - start) / 1_000 }
    going = false
    await sleep(1_500)
    return result
  },

  async pace({ rate, seconds, senders }) {
    const acks = []
    const deliveries = []
    onAck = (_, at) => acks.push(microsecond() - at)
    onDelivery = (talker, at) => talker.stalled || deliveries.push(microsecond() - at)
    const start = microsecond()
    const total = Math.round(rate * seconds)
    for (let sent = 0; sent < total;) {
      const due = Math.min(total, Math.floor((microsecond() - start) / 1e6 * rate))
      while (sent < due) say(talkers[senders[sent % senders.length]], start + sent++ / rate * 1e6)
      await sleep(1)
    }
    for (let n = 0; n < 100 && acks.length < total; n++) await sleep(50)
    await sleep(300)
    return {
      sent: total,
      acked: acks.length,
      acks: quantiles(acks),
      deliveries: quantiles(deliveries),
      delivered: deliveries.length,
    }
  },

  async stall() {
    for (const talker of talkers) if (talker.stalled) talker.socket.pause()
    return {}
  },
}

function say(talker, at) {
  // The intended time travels in the id, so that whoever reads it knows how late it is.
  const time = Math.round(at - epoch).toString(16).padStart(12, '0').slice(-12)
  const number = (counter++).toString(16).padStart(8, '0').slice(-8)
  talker.socket.write(textFrame(
    JSON.stringify({
      type: 'message.send',
      clientId: `${number}-${salt}-4000-8000-${time}`,
      roomId: talker.roomId,
      body,
    }),
  ))
}

async function open(port, { path, headers, roomId, stalled = false }) {
  const talker = { roomId, stalled, rest: undefined }
  talkers.push(talker)
  talker.socket = await openWire({ port, path, headers, onBytes: bytes => read(talker, bytes) })
}

function read(talker, chunk) {
  const bytes = talker.rest ? Buffer.concat([talker.rest, chunk]) : chunk
  let from = 0
  for (;;) {
    const at = bytes.indexOf(mark, from)
    if (at < 0 || at + mark.length + idLength > bytes.length) {
      // A mark, and what stands before it, may be cut.
      talker.rest = Buffer.from(
        bytes.subarray(Math.max(from, at < 0 ? bytes.length - mark.length - ackedMark.length : at - ackedMark.length)),
      )
      return
    }
    const end = at + mark.length + idLength
    const sentAt = Number.parseInt(bytes.toString('latin1', end - 12, end), 16) + epoch
    if (bytes.indexOf(ackedMark, Math.max(0, at - ackedMark.length)) === at - ackedMark.length) onAck(talker, sentAt)
    else onDelivery(talker, sentAt)
    from = end
  }
}

function quantiles(values) {
  const sorted = Float64Array.from(values).sort()
  const at = share => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN) / 1_000
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}

function sleep(ms) {
  return new Promise(resolve => setTimeout(resolve, ms))
}
