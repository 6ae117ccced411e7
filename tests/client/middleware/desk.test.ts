import { expect, test } from 'vitest'
import type { User } from '#shared/protocol/user'
import desk from '~/middleware/desk'
import { ada } from '../support/cast'
import { openClient } from '../support/client'

/** What somebody reads who answers in no inbox. */
async function refusalFor(user: User): Promise<unknown> {
  openClient({ user }).server.on('GET /api/support/inboxes', () => ({ inboxes: [] }))
  const visit = desk as (to: object) => Promise<unknown>
  return visit({ fullPath: '/desk' }).then(() => undefined, (error: unknown) => error)
}

test('a member who answers in no inbox reads how to become an agent, a guest finds no page', async () => {
  expect(await refusalFor(ada)).toMatchObject({ statusCode: 404, statusMessage: 'no_inbox' })
  const refused = await refusalFor({ ...ada, kind: 'guest' })
  expect(refused).toMatchObject({ statusCode: 404 })
  expect(refused).not.toHaveProperty('statusMessage')
})
