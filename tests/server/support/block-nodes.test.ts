import { expect, test } from 'vitest'
import { firstAdmin, member } from '../../support/cast.ts'
import { caseOf, Customer, openCase, openInbox } from '../../support/support.ts'
import { within } from '../../support/until.ts'
import { useNodes } from '../../support/world.ts'

const nodes = useNodes({ name: 'block-nodes', count: 2, redis: 'plain' })

test('a customer who is blocked hears no more on another node, with Redis or without', async () => {
  const { first, last } = nodes
  const ada = await member(first)
  const inbox = await openInbox(await firstAdmin(first), [ada])
  for (const isFrozen of [false, true]) {
    const { customer, id } = await openCase(first, inbox, { text: 'hello' })
    const there = Object.assign(new Customer(last.origin), { token: customer.token })
    const socket = await there.connect()
    if (isFrozen) nodes.redis?.freeze()
    try {
      const { customer: { user } } = await caseOf(ada, id)
      expect((await ada.put(`/api/support/customers/${user.id}/block`)).status).toBe(204)
      expect((await within(10_000, 'the socket to close', socket.closed)).code).toBe(4401)
    }
    finally {
      if (isFrozen) nodes.redis?.thaw()
      socket.ws.terminate()
    }
  }
}, 120_000)
