import { Client } from '../client.ts'
import type { Answer, Ask } from '../client.ts'
import type { TestServer } from '../server.ts'
import { startServer } from '../server.ts'
import { Bindings } from './bindings.ts'

/** The password of everybody in the docs. */
const password = 'a lantern on the square'
const ada = { email: 'ada@example.org', password }

class Browser extends Client {
  override ask(ask: Ask): Promise<Answer> {
    return super.ask({ ...ask, headers: { 'user-agent': 'Mozilla/5.0 Firefox/145.0', ...ask.headers } })
  }
}

/** Who is asked for under a name that the cast does not have is nobody yet: a client without a cookie. */
export class World {
  readonly people = new Map<string, Client>()
  readonly server: TestServer
  readonly bindings: Bindings

  constructor(server: TestServer, bindings = new Bindings()) {
    this.server = server
    this.bindings = bindings
  }

  person(name: string): Client {
    const client = this.people.get(name) ?? new Browser(this.server.origin)
    if (name !== 'nobody') this.people.set(name, client)
    return client
  }

  /** The same people with the cookies that they have now, and the same ids. */
  clone(): World {
    const world = new World(this.server, this.bindings.clone())
    for (const [name, client] of this.people) {
      const twin = world.person(name)
      twin.user = client.user
      for (const [cookie, value] of client.cookies) twin.cookies.set(cookie, value)
    }
    return world
  }
}

/** Pages that begin differently, or leave work behind that goes on: each has a server of its own. */
export const ownServer = new Set([
  'account.md', 'admin/jobs.md', 'admin/users.md', 'feature-figures.md', 'setup.md', 'socket.md',
])

/** What a page finds when it begins, where that is not the Plaza of docs/api/README.md. */
const beginnings: Record<string, (world: World) => Promise<void>> = {
  'setup.md': async ({ server, bindings }) => {
    const [, token = ''] = /\/setup\?token=([\w-]+)/.exec(server.readLog()) ?? []
    bindings.bind('token', 'one-time-token', token)
  },
  'socket.md': async (world) => {
    await furnish(world)
    await fillLogbook(world)
  },
}

/**
 * The Plaza that docs/api/README.md tells of: Ada, an admin; Grace, who owns the Observatory; Alan, its member; Gus, a
 * guest; and Mallory, who is in the square only.
 */
export async function startWorld(page: string): Promise<World> {
  const first = page === 'setup.md' ? { email: '', password: '' } : ada
  const env = { NUXT_ADMIN_EMAIL: first.email, NUXT_ADMIN_PASSWORD: first.password, NUXT_METRICS_TOKEN: 'lantern' }
  const server = await startServer({ name: `docs-${page.replaceAll(/\W/g, '-')}`, env })
  const world = new World(server)
  try {
    await (beginnings[page] ?? furnish)(world)
  }
  catch (error) {
    await server.stop()
    throw error
  }
  return world
}

async function furnish(world: World): Promise<void> {
  const admin = world.person('ada')
  await enter(world, 'ada', 1, await admin.post('/api/session', { login: ada.email, password }))
  expectStatus(200, await admin.patch('/api/account', { username: 'ada', displayName: 'Ada Lovelace' }))
  const grace = await register(world, 2, 'grace', 'Grace Hopper')
  const alan = await register(world, 3, 'alan', 'Alan Turing')
  const gus = world.person('gus')
  const guest = await gus.post('/api/guests', { username: 'gus' })
  await enter(world, 'gus', 4, guest)
  await register(world, 5, 'mallory', 'Mallory')
  world.bindings.bind('room', 11, guest.body.room.id)
  const observatory = { name: 'Observatory', topic: 'What is up there tonight', visibility: 'public' }
  const { room } = (await grace.post('/api/rooms', observatory)).body
  world.bindings.bind('room', 12, room.id)
  expectStatus(200, await alan.put(`/api/rooms/${room.id}/membership`))
  for (const [n, [client, body]] of texts(grace, alan).entries()) {
    const clientId = `0c000000-0000-4000-8000-00000000000${n + 1}`
    expectStatus(201, await client.post(`/api/rooms/${room.id}/messages`, { clientId, body }))
  }
}

function texts(grace: Client, alan: Client): [Client, string][] {
  return [
    [grace, 'Clear skies from nine until two.'],
    [alan, 'I bring the *small* telescope.'],
    [grace, 'Dress warmer than you think.'],
  ]
}

/** More messages than one `sync` brings. */
async function fillLogbook(world: World): Promise<void> {
  const alan = world.person('alan')
  const { room } = (await alan.post('/api/rooms', { name: 'Logbook', visibility: 'private' })).body
  world.bindings.bind('room', 13, room.id)
  const sent = Array.from({ length: 250 }, (_, n) => alan.say(room.id, `Page ${n + 1}`))
  await Promise.all(sent)
}

async function register(world: World, id: number, username: string, displayName: string): Promise<Client> {
  const client = world.person(username)
  const answer = await client.post('/api/users', { email: `${username}@example.org`, username, displayName, password })
  await enter(world, username, id, answer)
  return client
}

async function enter(world: World, name: string, id: number, answer: Answer): Promise<void> {
  if (answer.status > 201) throw new Error(`no ${name}: ${answer.status} ${answer.text}`)
  world.person(name).user = answer.body.user
  world.bindings.bind('user', id, answer.body.user.id)
}

function expectStatus(status: number, answer: Answer): void {
  if (answer.status !== status) throw new Error(`the docs' Plaza could not be made: ${answer.status} ${answer.text}`)
}
