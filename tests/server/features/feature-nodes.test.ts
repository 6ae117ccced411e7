import { expect, test } from 'vitest'
import { firstAdmin, member } from '../../support/cast.ts'
import {
  changeFeature, featureBody, featuresOf, isWithin, makeFeature, makeSplitFeature, onFor,
} from '../../support/features.ts'
import { until } from '../../support/until.ts'
import { useNodes } from '../../support/world.ts'

const nodes = useNodes({ name: 'feature-nodes', count: 2, redis: 'plain' })

test('a change on one node reaches the people of another, who get what they get anywhere', async () => {
  const root = await firstAdmin(nodes.first)
  const people = await Promise.all(Array.from({ length: 8 }, (_, n) => member(n % 2 ? nodes.first : nodes.last)))
  const feature = await makeSplitFeature(root, people, 50)
  const sockets = await Promise.all(people.map(person => person.connect()))
  for (const socket of sockets) await socket.waitFor('ready')
  const { version } = await changeFeature(root, feature.key, { rules: onFor(50) })
  for (const [n, person] of people.entries()) {
    const inside = isWithin(feature, person, 50)
    if (inside) await sockets[n]!.waitFor('features.changed', event => event.features[feature.key]?.value === true)
    for (const { origin } of nodes.servers) {
      const elsewhere = Object.assign(person.twin(), { origin })
      await expect.poll(async () => (await featuresOf(elsewhere))[feature.key]?.value).toBe(inside)
    }
  }
  for (const socket of sockets) socket.send({ type: 'features.seen', version })
  expect(await until('everybody to be counted on both nodes', async () => {
    const reach = featureBody(await root.get(`/api/admin/features/${feature.key}/reach`))
    return reach.seen === people.length ? reach : undefined
  })).toMatchObject({ connected: people.length })
  for (const socket of sockets) socket.ws.close()
})

test('without Redis another node follows within seconds', async () => {
  const root = await firstAdmin(nodes.first)
  const grace = await member(nodes.last)
  const { key } = await makeFeature(root)
  const socket = await grace.connect()
  await socket.waitFor('ready')
  for (const wire of nodes.wires) wire.freeze()
  await changeFeature(root, key, { rules: onFor() })
  await socket.waitFor('features.changed', ({ features }) => features[key]?.value === true, 5_000)
  for (const wire of nodes.wires) wire.mend()
  socket.ws.close()
})

test('a change that came on two nodes at once is two versions, and a step of a schedule is done once', async () => {
  const root = await firstAdmin(nodes.first)
  const other = Object.assign(root.twin(), { origin: nodes.last.origin })
  const { key } = await makeFeature(root, {
    enabled: false,
    schedule: { on: new Date(Date.now() + 3_000).toISOString() },
  })
  const versions = await Promise.all(
    [root, other].map(async (client, n) => (await changeFeature(client, key, { description: `by ${n}` })).version),
  )
  expect(new Set(versions).size).toBe(2)
  const events = await until('the schedule to be done', async () => {
    const all = featureBody(await root.get(`/api/admin/features/${key}/history`)).events
    return all.some(({ kind }) => kind === 'scheduled') ? all : undefined
  })
  expect(events.filter(({ kind }) => kind === 'scheduled')).toHaveLength(1)
})
