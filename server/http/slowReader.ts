import { subscribe } from 'node:diagnostics_channel'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { limits } from '#shared/limits'
import { metrics } from '../core/metrics'

interface Reader {
  /** Answers that the connection has not taken whole. */
  unanswered: Set<ServerResponse>
  takenBytes: number
  stalledMs: number
}

const checkMs = 1_000
const readers = new Map<Socket, Reader>()

/**
 * Bounds what is kept for somebody who does not read: a connection with more requests at once than
 * `limits.unansweredRequests` is closed, and so is one that has taken nothing of its answers for `limits.stalledMs`.
 * Sockets have bounds of their own (realtime/connection.ts).
 */
export function watchReaders(): void {
  subscribe('http.server.request.start', message => add(message as { socket: Socket, response: ServerResponse }))
  setInterval(() => readers.forEach(check), checkMs).unref()
}

function add({ socket, response }: { socket: Socket, response: ServerResponse }): void {
  const reader = readers.get(socket) ?? { unanswered: new Set(), takenBytes: taken(socket), stalledMs: 0 }
  if (reader.unanswered.size >= limits.unansweredRequests) return cutOff(socket)
  readers.set(socket, reader)
  reader.unanswered.add(response)
  response.once('close', () => {
    reader.unanswered.delete(response)
    if (reader.unanswered.size === 0) readers.delete(socket)
  })
}

function check(reader: Reader, socket: Socket): void {
  const takenBytes = taken(socket)
  const isStalled = hasUnsent(reader, socket) && takenBytes === reader.takenBytes
  reader.stalledMs = isStalled ? reader.stalledMs + checkMs : 0
  reader.takenBytes = takenBytes
  if (reader.stalledMs >= limits.stalledMs) cutOff(socket)
}

function hasUnsent({ unanswered }: Reader, socket: Socket): boolean {
  return socket.writableLength > 0 || [...unanswered].some(response => response.writableLength > 0)
}

function taken(socket: Socket): number {
  return socket.bytesWritten - socket.writableLength
}

function cutOff(socket: Socket): void {
  metrics.slowReaders.inc()
  readers.delete(socket)
  socket.destroy()
}
