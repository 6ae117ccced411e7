import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'

// What the pipeline is measured against: a send-to-all loop without storage, sessions, checks or order across restarts.
// Every message costs one JSON of its own and one `ws.send` for each reader of the room.
const rooms = new Map()
const server = createServer()
const wss = new WebSocketServer({ server, perMessageDeflate: false })

wss.on('connection', (socket, request) => {
  const ids = new URL(request.url, 'http://localhost').searchParams.get('rooms').split(',').map(Number)
  for (const id of ids) roomOf(id).readers.add(socket)
  socket.on('message', data => forward(JSON.parse(data)))
  socket.on('error', () => {})
  socket.on('close', () => ids.forEach(id => roomOf(id).readers.delete(socket)))
})

function forward({ roomId, clientId, body }) {
  const room = roomOf(roomId)
  const message = { roomId, seq: ++room.lastSeq, authorId: roomId, clientId, body, createdAt: new Date().toISOString() }
  const text = JSON.stringify({ type: 'message.created', message })
  for (const reader of room.readers) reader.send(text)
}

function roomOf(id) {
  const known = rooms.get(id)
  if (known) return known
  const room = { lastSeq: 0, readers: new Set() }
  rooms.set(id, room)
  return room
}

server.listen(Number(process.env.PORT), '127.0.0.1', () => process.send?.('ready'))
