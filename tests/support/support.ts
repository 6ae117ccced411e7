import type { AdminInbox } from '../../shared/protocol/admin/adminInbox.ts'
import type { SupportTeam } from '../../shared/protocol/admin/adminTeam.ts'
import type { Room } from '../../shared/protocol/room.ts'
import type {
  CannedReply, CaseCounts, CustomerCase, SavedFilter, SupportCase, SupportInbox, TimelineEntry,
} from '../../shared/protocol/supportCase.ts'
import type { Answer, Ask } from './client.ts'
import { Client } from './client.ts'
import { unique } from './random.ts'
import type { TestServer } from './server.ts'
import type { Socket } from './socket.ts'
import { until } from './until.ts'

export interface SupportBody {
  inbox: AdminInbox
  inboxes: (AdminInbox & SupportInbox)[]
  identitySecret?: string
  case: SupportCase & CustomerCase
  cases: (SupportCase & CustomerCase)[]
  entries: TimelineEntry[]
  counts: CaseCounts
  team: SupportTeam
  teams: SupportTeam[]
  reply: CannedReply
  replies: CannedReply[]
  filter: SavedFilter
  filters: SavedFilter[]
  room: Room
  token: string
  ticket: string
  cursor?: string
}

/** What the routes of support answer. */
export function bodyOf(answer: Answer): SupportBody {
  return answer.body as unknown as SupportBody
}

/** A new inbox of these agents, and its secret. */
export async function openInbox(
  admin: Client, agents: Client[], fields: object = {},
): Promise<AdminInbox & { identitySecret: string }> {
  const name = unique('help')
  const answer = await admin.post('/api/admin/inboxes', { name, agents: agents.map(({ id }) => id), ...fields })
  if (answer.status !== 201) throw new Error(`no inbox: ${answer.status} ${answer.text}`)
  const { inbox, identitySecret = '' } = bodyOf(answer)
  return { ...inbox, identitySecret }
}

/** A customer in a browser that keeps no cookie of ours: a token, and what page the requests come from. */
export class Customer extends Client {
  token = ''
  page: string | undefined

  override ask(ask: Ask): Promise<Answer> {
    const authorization = this.token ? `Bearer ${this.token}` : undefined
    return super.ask({ ...ask, headers: { authorization, origin: this.page, ...ask.headers } })
  }

  /** By a ticket. */
  override async connect(): Promise<Socket> {
    const { ticket } = bodyOf(await this.post('/api/socket-tickets'))
    const socket = this.dial({ path: `/ws?ticket=${ticket}`, headers: this.page ? { origin: this.page } : {} })
    await socket.opened
    await socket.waitFor('ready')
    return socket
  }
}

export interface OpenedCase {
  customer: Customer
  id: number
  roomId: number
}

interface CaseFields {
  name?: string
  email?: string
  topic?: string
  text?: string
}

/** A new customer with a case, who has said something when there is a `text`. */
export async function openCase(
  server: TestServer, inbox: Pick<AdminInbox, 'key'>, { text, ...fields }: CaseFields = {},
): Promise<OpenedCase> {
  const customer = new Customer(server.origin)
  const answer = await customer.post('/api/support/cases', { inbox: inbox.key, ...fields })
  if (answer.status !== 201) throw new Error(`no case: ${answer.status} ${answer.text}`)
  const { case: { id, roomId }, token } = bodyOf(answer)
  customer.token = token
  if (text) await customer.say(roomId, text)
  await casesSettled(server)
  return { customer, id, roomId }
}

/** Resolves when every message has moved its case on. */
export async function casesSettled(server: TestServer): Promise<void> {
  await until('the cases to be moved on', async () => (await server.chat(`SELECT 1 FROM support_cases c
    JOIN rooms r ON r.id = c.room_id WHERE r.last_seq > c.seen_seq LIMIT 1`)).length === 0, 30_000)
}

/** The case as an agent has it. */
export async function caseOf(agent: Client, id: number): Promise<SupportCase> {
  const answer = await agent.get(`/api/support/cases/${id}`)
  if (answer.status !== 200) throw new Error(`no case ${id}: ${answer.status} ${answer.text}`)
  return bodyOf(answer).case
}

/** Changes a case at whatever version it is. */
export async function putCase(agent: Client, id: number, patch: object): Promise<SupportCase> {
  const { version } = await caseOf(agent, id)
  const answer = await agent.patch(`/api/support/cases/${id}`, { version, ...patch })
  if (answer.status !== 200) throw new Error(`case ${id} was not changed: ${answer.status} ${answer.text}`)
  return bodyOf(answer).case
}
