import { createServer } from 'node:http'

// Stands in for the built app: says who it is, and takes a moment to end when asked.
if (process.env.FAKE_SERVER === 'dies at once') process.exit(3)

const server = createServer((request, response) => {
  response.end(JSON.stringify({
    pid: process.pid,
    identity: process.env.NUXT_DATABASE_IDENTITY_URL,
    chat: process.env.NUXT_DATABASE_CHAT_URL,
  }))
})
server.listen(Number(process.env.PORT), process.env.HOST)

process.on('SIGTERM', () => {
  if (process.env.FAKE_SERVER === 'ignores SIGTERM') return
  setTimeout(() => {
    console.log('fake server drained')
    process.exit(0)
  }, 100)
})
