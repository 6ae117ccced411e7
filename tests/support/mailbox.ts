import { afterAll, beforeAll } from 'vitest'
import type { MailOverview } from '../../shared/protocol/admin/adminMail.ts'
import { firstAdmin } from './cast.ts'
import type { Client } from './client.ts'
import type { TestServer } from './server.ts'
import { Mailbox, tokenIn } from './smtpServer.ts'
import { until } from './until.ts'
import type { World } from './world.ts'
import { useWorld } from './world.ts'

export interface MailWorld extends World { mailbox: Mailbox }

/** As `useWorld`, with an SMTP server that its server sends to. */
export function useMailWorld(name: string, env: Record<string, string> = {}, mailbox = new Mailbox()): MailWorld {
  const settings: Record<string, string> = {
    NUXT_PUBLIC_URL: '{origin}', NUXT_MAIL_FROM: 'plaza@plaza.test', ...env,
  }
  // Before the server starts, which is told where it is.
  beforeAll(async () => {
    settings.NUXT_MAIL_URL = `${mailbox.scheme}://127.0.0.1:${await mailbox.start()}`
  })
  const world = useWorld(name, settings)
  afterAll(() => mailbox.stop())
  return Object.assign(world, { mailbox })
}

/** What waits for a later attempt is tried now. */
export async function mailsDueNow(server: TestServer): Promise<void> {
  await server.identity('UPDATE mails SET next_at = UTC_TIMESTAMP(3)')
}

/** How often the server has written down that an e-mail (of a kind) was not taken. */
export const refusals = (server: TestServer, kind = ''): number =>
  server.readLog().split('\n').filter(line => line.includes('an e-mail was not taken') && line.includes(kind)).length

export const mailsOf = (server: TestServer, client: Client, kind: string) =>
  server.identity('SELECT * FROM mails WHERE user_id = ? AND kind = ?', [client.id, kind])

/** Nothing is to be sent or repeated any more. */
export async function mailsSettled(server: TestServer): Promise<void> {
  const isDone = async () => (await server.identity('SELECT id FROM mails')).length === 0
  await until('all e-mails to be done', isDone, 20_000)
}

export async function mailOverview(server: TestServer): Promise<MailOverview> {
  const root = await firstAdmin(server)
  return ((await root.get('/api/admin/mail')).body as unknown as { mail: MailOverview }).mail
}

/** The address of a person is theirs, by the link that was sent when they came. */
export async function verified(world: MailWorld, client: Client): Promise<Client> {
  const token = tokenIn(await world.mailbox.arrived(client), 'verify')
  const answer = await client.put('/api/email/verification', { token })
  if (answer.status !== 204) throw new Error(`not verified: ${answer.text}`)
  return client
}
