import type { ServerEvent } from '#shared/protocol/event'

const textFrame = 0x81

/** Events as the JSON array of one frame; `type` is the first key of each because it is the first of each literal. */
export function encodeEvents(events: ServerEvent[]): Buffer {
  return encodeText(JSON.stringify(events))
}

/**
 * A whole unmasked text frame (RFC 6455 §5.2) in one buffer. A server's frame is the same for every reader, so it is
 * made once and each reader costs one write.
 */
export function encodeText(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(header + length)
  frame[0] = textFrame
  if (header === 2) {
    frame[1] = length
  }
  else if (header === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  }
  else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.write(text, header)
  return frame
}
