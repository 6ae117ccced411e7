const marker = Buffer.from('"type":"message.created"')
const roomMark = Buffer.from('"roomId":')
const seqMark = Buffer.from('"seq":')
/** Longer than an event's part up to its seq, and the numbers in it. */
const headAtMost = 160
const [zero, nine] = [0x30, 0x39]

/**
 * Counts the messages in the bytes of one connection and checks that each room's `seq` goes up by one. It looks for the
 * events in the raw stream instead of parsing frames and JSON: the readers share the machine with the server and must
 * cost little. The bodies that the bench sends never contain the marks.
 */
export class DeliveryStream {
  delivered = 0
  /** Messages that did not follow the one before. */
  faults = 0
  lastSeq = new Map()
  #rest

  push(chunk) {
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk
    this.#rest = undefined
    let at = 0
    for (;;) {
      const start = bytes.indexOf(marker, at)
      if (start < 0) break
      const end = this.#readEvent(bytes, start)
      if (end < 0) {
        this.#rest = Buffer.from(bytes.subarray(start))
        return
      }
      at = end
    }
    // The beginning of a mark may be the last thing that has come; a frame's header may stand between, but not inside.
    const tail = bytes.subarray(Math.max(at, bytes.length - marker.length + 1))
    if (tail.length > 0) this.#rest = Buffer.from(tail)
  }

  /** The position after the event's seq, or -1 when it has not come yet. */
  #readEvent(bytes, start) {
    const roomAt = bytes.indexOf(roomMark, start)
    const seqAt = roomAt < 0 ? -1 : bytes.indexOf(seqMark, roomAt)
    if (seqAt < 0 || seqAt + headAtMost / 8 > bytes.length) return -1
    const room = readNumber(bytes, roomAt + roomMark.length)
    const seq = readNumber(bytes, seqAt + seqMark.length)
    const last = this.lastSeq.get(room) ?? 0
    if (seq !== last + 1) this.faults++
    this.lastSeq.set(room, seq)
    this.delivered++
    return seqAt
  }
}

function readNumber(bytes, at) {
  let number = 0
  for (let digit = bytes[at]; digit >= zero && digit <= nine; digit = bytes[++at]) number = number * 10 + digit - zero
  return number
}
