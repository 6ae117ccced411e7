import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { AdminInbox } from '../../../shared/protocol/admin/adminInbox.ts'
import type { EventOf } from '../../../shared/protocol/event.ts'
import type { Client } from '../../support/client.ts'
import { firstAdmin, member } from '../../support/cast.ts'
import { caseOf, casesSettled, Customer, bodyOf, openInbox } from '../../support/support.ts'
import type { Socket } from '../../support/socket.ts'
import { until } from '../../support/until.ts'
import { useServer } from '../../support/world.ts'

interface Visit {
  customer: Customer
  agent: Client
  id: number
  roomId: number
  socket: Socket
}

const [visitors, team, lines] = [500, 10, 3]
const world = useServer('support-visitors')
let agents: Client[]
let inbox: AdminInbox
beforeAll(async () => {
  agents = await Promise.all(Array.from({ length: team }, (_, n) => member(world.server, `agent${n}`)))
  inbox = await openInbox(await firstAdmin(world.server), agents)
})

/** One after the other in each of ten lanes: what comes is not to be too much, but to be in time. */
async function inLanes<T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const lane = async () => {
    while (next < count) {
      const n = next++
      results[n] = await work(n)
    }
  }
  await Promise.all(Array.from({ length: 10 }, lane))
  return results
}

async function visit(n: number): Promise<Visit> {
  const [customer, agent] = [new Customer(world.server.origin), agents[n % team]!]
  const opened = await customer.post('/api/support/cases', { inbox: inbox.key })
  expect(opened.status, opened.text).toBe(201)
  const { case: { id, roomId }, token } = bodyOf(opened)
  customer.token = token
  expect((await agent.put(`/api/support/cases/${id}/watch`)).status).toBe(200)
  return { customer, agent, id, roomId, socket: await customer.connect() }
}

const messagesOf = ({ received }: Socket) =>
  received.filter((event): event is EventOf<'message.created'> => event.type === 'message.created')
    .map(({ message }) => message)

test('500 visitors who write at once to 10 agents lose nothing, keep their order and see nobody else', async () => {
  const visits = await inLanes(visitors, visit)
  const desks = await Promise.all(agents.map(agent => agent.connect()))
  const answered = inLanes(visitors, (n) => {
    const { agent, roomId } = visits[n]!
    return agent.say(roomId, `answer ${n}`)
  })
  for (const [n, { socket, roomId }] of visits.entries()) {
    for (let line = 1; line <= lines; line++) {
      socket.send({ type: 'message.send', clientId: randomUUID(), roomId, body: `${n} line ${line}` })
    }
  }
  await answered
  const isDone = ({ socket }: Visit) => messagesOf(socket).length === lines + 1
  await until('everybody to have heard everything', () => visits.every(isDone), 60_000)
  await Promise.all(desks.map(desk => desk.settle()))
  for (const [n, { socket, roomId, agent }] of visits.entries()) {
    const heard = messagesOf(socket)
    expect(heard.map(({ roomId, seq }) => [roomId, seq])).toEqual([1, 2, 3, 4].map(seq => [roomId, seq]))
    expect(heard.map(({ body }) => body).filter(body => body !== `answer ${n}`))
      .toEqual([1, 2, 3].map(line => `${n} line ${line}`))
    const atDesk = messagesOf(desks[agents.indexOf(agent)]!).filter(message => message.roomId === roomId)
    expect(atDesk).toEqual(heard)
  }
  const stored = await world.server.chat(`SELECT COUNT(*) AS stored FROM messages m
    JOIN support_cases c ON c.room_id = m.room_id`)
  expect(stored).toEqual([{ stored: visitors * (lines + 1) }])
  await casesSettled(world.server)
  expect((await caseOf(visits[0]!.agent, visits[0]!.id)).firstAnsweredAt).not.toBeNull()
  await Promise.all([...visits.map(({ socket }) => socket), ...desks].map(socket => socket.close()))
}, 240_000)
