import { createServer } from 'node:http'
import { randomUUID } from 'node:crypto'
import { createPool } from 'mysql2/promise'
import { Server } from 'socket.io'

// What most chats are: Socket.IO, one INSERT for each message on the same MariaDB, and an emit to the
// room when it is stored.
const pool = createPool({ uri: process.env.BENCH_DATABASE, connectionLimit: 10 })
const lastSeq = new Map()

await pool.query('CREATE DATABASE IF NOT EXISTS bench_socketio')
await pool.query(
  'CREATE TABLE IF NOT EXISTS bench_socketio.messages (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, '
  + 'room_id BIGINT UNSIGNED NOT NULL, client_id BINARY(16) NOT NULL UNIQUE, body TEXT NOT NULL, '
  + 'created_at DATETIME(3) NOT NULL, KEY (room_id, id))',
)

const server = createServer()
const io = new Server(server, { transports: ['websocket'], perMessageDeflate: false, pingInterval: 3_600_000 })

io.on('connection', (socket) => {
  socket.join(String(socket.handshake.query.rooms).split(',').map(id => `room:${id}`))
  socket.on('message.send', store)
})

async function store({ roomId, clientId, body }) {
  const createdAt = new Date()
  const id = Buffer.from((clientId ?? randomUUID()).replaceAll('-', ''), 'hex')
  await pool.execute('INSERT INTO bench_socketio.messages (room_id, client_id, body, created_at) VALUES (?, ?, ?, ?)', [
    roomId, id, body, createdAt,
  ])
  const seq = (lastSeq.get(roomId) ?? 0) + 1
  lastSeq.set(roomId, seq)
  io.to(`room:${roomId}`).emit('message.created', {
    type: 'message.created',
    message: { roomId, seq, authorId: roomId, clientId, body, createdAt: createdAt.toISOString() },
  })
}

server.listen(Number(process.env.PORT), '127.0.0.1', () => process.send?.('ready'))
