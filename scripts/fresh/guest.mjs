import { randomUUID } from 'node:crypto'
import { Problem } from '../lib/problem.mjs'

/** Enters the square at `url` with just a name and writes; answers the room and the way to ask for its texts again. */
export async function enterAndWrite(url, text) {
  const entered = await call(url, '/api/guests', { body: { username: 'freya' } })
  const cookie = entered.headers.getSetCookie().map(one => one.split(';')[0]).join('; ')
  const { room } = await entered.json()
  await call(url, `/api/rooms/${room.id}/messages`, { cookie, body: { clientId: randomUUID(), body: text } })
  return { async texts() {
    const answer = await call(url, `/api/rooms/${room.id}/messages`, { cookie })
    const { messages } = await answer.json()
    return messages.map(message => message.body)
  } }
}

async function call(url, path, { cookie, body } = {}) {
  const headers = { ...(cookie && { cookie }), ...(body && { 'content-type': 'application/json' }) }
  const answer = await fetch(`${url}${path}`, {
    method: body ? 'POST' : 'GET',
    headers,
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  })
  if (!answer.ok) throw new Problem(`${path} answered ${answer.status}: ${await answer.text()}`)
  return answer
}
