import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'

/**
 * A WebSocket client that costs as little as one can: it hands out the raw bytes and never parses a frame. An unasked
 * pong every 15 s (RFC 6455 §5.5.3) keeps the server's heartbeat content.
 */
export function openWire({ port, path, headers, onBytes }) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const lines = Object.entries({
      'Host': `127.0.0.1:${port}`,
      'Connection': 'Upgrade',
      'Upgrade': 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`)
    socket.setNoDelay(true)
    socket.write([`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'))
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('the server closed the connection')))
    socket.once('data', (first) => {
      const end = first.indexOf('\r\n\r\n')
      if (!first.subarray(0, 12).toString().endsWith('101')) return reject(new Error(first.subarray(0, end).toString()))
      onBytes(first.subarray(end + 4))
      socket.on('data', onBytes)
      setInterval(() => socket.write(frame(0x8A, '')), 15_000).unref()
      resolve(socket)
    })
  })
}

/** A masked frame of up to 64 KiB; with a mask of zeros the text stays as it is. */
export function frame(opcode, text) {
  const length = Buffer.byteLength(text)
  const extended = length > 125
  const bytes = Buffer.alloc((extended ? 8 : 6) + length)
  bytes[0] = opcode
  bytes[1] = 0x80 | (extended ? 126 : length)
  if (extended) bytes.writeUInt16BE(length, 2)
  bytes.write(text, bytes.length - length)
  return bytes
}

export const textFrame = text => frame(0x81, text)
