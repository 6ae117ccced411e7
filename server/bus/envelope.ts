import type { Envelope } from './bus'

/** Length of a node's name, with which everything that it sends begins. */
export const nodeNameBytes = 16

const lineEnd = 0x0A
const nothing = Buffer.alloc(0)

/**
 * An envelope on the wire between nodes: the sender's name, a line of JSON with the address, and the frame as
 * it is written to sockets.
 */
export function encodeEnvelope(node: string, { to, frame, position, count }: Envelope): Buffer {
  return Buffer.concat([Buffer.from(`${node}${JSON.stringify({ to, position, count })}\n`), frame()])
}

/** True for what this node sent itself: recognised by its first bytes, without decoding the rest. */
export function isOwn(node: Buffer, payload: Buffer): boolean {
  return payload.length >= nodeNameBytes && payload.compare(node, 0, nodeNameBytes, 0, nodeNameBytes) === 0
}

/** The envelope of another node; its frame is not looked at. Throws on what no node of this version sends. */
export function decodeEnvelope(payload: Buffer): Envelope {
  const end = payload.indexOf(lineEnd, nodeNameBytes)
  const head = payload.toString('utf8', nodeNameBytes, end < 0 ? payload.length : end)
  const frame = end < 0 ? nothing : payload.subarray(end + 1)
  return { ...JSON.parse(head) as Omit<Envelope, 'frame'>, frame: () => frame }
}
