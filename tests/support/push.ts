import { afterAll, beforeAll, expect } from 'vitest'
import type { PushDeadLetter, PushHostTrouble, PushOverview } from '../../shared/protocol/admin/adminPush.ts'
import type { PushDevice } from '../../shared/protocol/push.ts'
import type { Answer, Client } from './client.ts'
import type { PushReceiver } from './pushService.ts'
import { PushService } from './pushService.ts'
import type { TestServer } from './server.ts'
import { until } from './until.ts'
import type { World } from './world.ts'
import { useWorld } from './world.ts'

export interface PushWorld extends World { push: PushService }

/** As `useWorld`, with a push service that its server may ask. */
export function usePushWorld(name: string, settings: Record<string, string> = {}): PushWorld {
  const env: Record<string, string> = { ...settings }
  const holder = {} as { push: PushService }
  // Before the server starts, which is told where it is.
  beforeAll(async () => {
    holder.push = await PushService.start()
    env.NUXT_PUSH_HOSTS = holder.push.hosts
  })
  const world = useWorld(name, env)
  afterAll(async () => {
    await holder.push.stop()
    expect(holder.push.faults).toEqual([])
  })
  return new Proxy(world as PushWorld, {
    get: (target, key) => key === 'push' ? holder.push : Reflect.get(target, key),
  })
}

export const deviceOf = (answer: Answer): PushDevice =>
  (answer.body as unknown as { subscription: PushDevice }).subscription

export const devicesOf = async (client: Client): Promise<PushDevice[]> =>
  ((await client.get('/api/push/subscriptions')).body as unknown as { subscriptions: PushDevice[] }).subscriptions

/** The browser of a person allows notifications. */
export async function subscribe(client: Client, device: PushReceiver): Promise<PushDevice> {
  const answer = await client.post('/api/push/subscriptions', device)
  expect(answer.status, answer.text).toBe(201)
  return deviceOf(answer)
}

/** Nothing is to be looked at, sent or repeated any more. */
export async function pushesSettled(server: TestServer, timeout = 20_000): Promise<void> {
  await until('all pushes to be done', async () => {
    const [row] = await server.chat<{ count: number }>(
      'SELECT (SELECT COUNT(*) FROM outbox) + (SELECT COUNT(*) FROM push_deliveries) AS count',
    )
    return Number(row!.count) === 0
  }, timeout)
}

/** What waits for a later attempt is tried now; after so many attempts, only that. */
export async function dueNow(server: TestServer, attempts: number | null = null): Promise<void> {
  await server.chat('UPDATE push_deliveries SET next_at = UTC_TIMESTAMP(3) WHERE attempts = COALESCE(?, attempts)', [
    attempts,
  ])
}

const overviewOf = async (admin: Client): Promise<PushOverview> =>
  ((await admin.get('/api/admin/push')).body as unknown as { push: PushOverview }).push

export const troublesOf = async (admin: Client): Promise<PushHostTrouble[]> => (await overviewOf(admin)).troubles

export async function deadLettersOf(admin: Client, person: Client): Promise<PushDeadLetter[]> {
  return (await overviewOf(admin)).deadLetters.filter(letter => letter.userId === person.id)
}
