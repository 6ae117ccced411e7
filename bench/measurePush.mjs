import { createHash } from 'node:crypto'
import { PushService } from '../tests/support/pushService.ts'
import { startServer } from '../tests/support/server.ts'
import { median, note, startGroup } from './group.mjs'
import { cookieOf, insert, makeWorld } from './world.mjs'

const rooms = 10
const perRoom = 20
const rate = 1_000

/** What writing costs while the service of everybody who is away takes a push each time and never answers. */
export async function measurePush({ rounds }) {
  const push = await PushService.start()
  const server = await startServer({ name: 'bench-push', env: { NUXT_PUSH_HOSTS: push.origin } })
  const group = startGroup()
  try {
    const people = rooms * perRoom
    const world = await makeWorld(server.databases, { people, rooms, roomsOf: n => [n % rooms] })
    const [talkers, away] = [world.people.slice(0, people / 2), world.people.slice(people / 2)]
    const devices = away.map(() => push.device())
    await insert(
      server.databases.identity,
      'push_subscriptions (user_id, session_id, endpoint, endpoint_hash, p256dh, auth, device, created_at)',
      away.map((person, n) => rowOf(person, devices[n].toJSON())),
    )
    await group.ask('open', {
      port: server.port,
      talkers: talkers.map(person => ({ path: '/ws', headers: cookieOf(person), roomId: person.rooms[0] })),
    })
    const pace = () => group.ask('pace', { rate, seconds: 6, senders: talkers.map((_, n) => n) })
    await pace()
    const results = []
    for (let round = 0; round < rounds; round++) {
      const answers = {}
      for (const answer of [{ status: 201 }, 'never']) {
        for (const device of devices) device.answer = answer
        const { acks } = await pace()
        answers[answer === 'never' ? 'hanging' : 'answering'] = acks.p99
      }
      results.push({ ...answers, received: push.received.length })
      note(
        `ack p99 ${answers.hanging.toFixed(1)} ms, with a service that answers ${answers.answering.toFixed(1)} ms; `
        + `${push.received.length} pushes so far, ${push.hanging} without an answer`,
      )
    }
    const [hanging, answering] = ['hanging', 'answering'].map(name => median(results.map(result => result[name])))
    return [{
      name: `ack p99 at ${rate} messages/s, with a push service that never answers against one that does`,
      figure: `${hanging.toFixed(1)} ms against ${answering.toFixed(1)} ms: ${(hanging / answering).toFixed(2)} ×`,
      reach: '≤ 1.2×',
      met: hanging / answering <= 1.2,
    }]
  }
  finally {
    group.end()
    await server.stop()
    await push.stop()
  }
}

function rowOf({ id, token }, { endpoint, keys }) {
  const sha256 = text => createHash('sha256').update(text).digest('hex')
  return [id, sha256(token), endpoint, sha256(endpoint), keys.p256dh, keys.auth, 'Bench', new Date()]
}
