import { afterAll, beforeAll, expect } from 'vitest'
import type { ErrorCode } from '../../shared/protocol/problem.ts'
import type { Guest } from './cast.ts'
import { guest, member, nobody } from './cast.ts'
import type { Answer, Client } from './client.ts'
import { Nodes } from './nodes.ts'
import type { NodesOptions } from './nodes.ts'
import type { TestServer } from './server.ts'
import { startServer } from './server.ts'
import { closeSockets } from './socket.ts'

export interface World {
  server: TestServer
  ada: Client
  grace: Client
  /** The outsider: an account of her own, in none of the rooms. */
  mallory: Client
  gus: Guest
}

let common: Promise<TestServer> | undefined

async function startCommon(): Promise<TestServer> {
  const server = await startServer({ name: `common-${process.pid}` })
  // Vitest ends its processes with this signal, on which Node does not say `exit`.
  process.once('SIGTERM', () => void server.kill().finally(() => process.kill(process.pid)))
  return server
}

/**
 * One server and the cast for all tests of a file. Without a name it is the server that such files of one process
 * share, and what others have left there stays: for tests that look at nothing but what they have made.
 */
export function useWorld(name?: string, env: Record<string, string> = {}): World {
  const world = {} as World
  beforeAll(async () => {
    world.server = await (name ? startServer({ name, env }) : common ??= startCommon())
    const { server } = world
    const [ada, grace, mallory, gus] = await Promise.all([
      member(server, 'ada'),
      member(server, 'grace'),
      member(server, 'mallory'),
      guest(server),
    ])
    Object.assign(world, { ada, grace, mallory, gus })
  }, 60_000)
  afterAll(async () => {
    if (name) return world.server?.stop()
    await closeSockets()
    world.server?.assertNothingUnhandled()
  }, 60_000)
  return world
}

/** A server alone, for files whose cast differs. */
export function useServer(name: string, env: Record<string, string> = {}): { server: TestServer } {
  const holder = {} as { server: TestServer }
  beforeAll(async () => {
    holder.server = await startServer({ name, env })
  }, 60_000)
  afterAll(() => holder.server?.stop(), 60_000)
  return holder
}

export function expectProblem(answer: Answer, status: number, code: ErrorCode): void {
  expect({ status: answer.status, code: answer.body.code }, answer.text).toEqual({ status, code })
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.body).toMatchObject({ status, type: expect.any(String), title: expect.any(String) })
  expect(answer.text).not.toMatch(/node_modules|\.mjs|SELECT |INSERT |at .*:\d+:\d+/)
}

/** Nobody gets 401, mallory and a guest get 404, and no room, membership or message changes. */
export async function expectClosedToOutsiders(
  world: World, attempt: (client: Client) => Promise<Answer>,
): Promise<void> {
  await expectNoChange(world, async () => {
    expectProblem(await attempt(nobody(world.server)), 401, 'unauthenticated')
    expectProblem(await attempt(world.mallory), 404, 'not_found')
    expectProblem(await attempt(world.gus), 404, 'not_found')
  })
}

export async function expectNoChange(world: { server: TestServer }, attempt: () => Promise<void>): Promise<void> {
  const before = await world.server.fingerprint()
  await attempt()
  expect(await world.server.fingerprint(), 'something was changed').toBe(before)
}

/** Nodes for all tests of a file. */
export function useNodes(options: NodesOptions): Nodes {
  const nodes = new Nodes()
  beforeAll(() => nodes.start(options), 120_000)
  afterAll(() => nodes.stop(), 60_000)
  return nodes
}
