import { beforeAll, describe, expect, test } from 'vitest'
import type { AdminFeature } from '../../../shared/protocol/admin/adminFeature.ts'
import { firstAdmin, guest, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { featureBody, featuresOf } from '../../support/features.ts'
import { featureFor, figuresOf, figuresWhen } from '../../support/figures.ts'
import { at } from '../../support/nodes.ts'
import type { Socket } from '../../support/socket.ts'
import { until } from '../../support/until.ts'
import { useNodes } from '../../support/world.ts'

const nodes = useNodes({ name: 'feature-guard', count: 2, redis: 'plain' })
const guard = { ratio: 3, minPeople: 20, minutes: 10, action: 'kill' }
let admin: Client
const people: Client[] = []
const sockets: Socket[] = []

beforeAll(async () => {
  admin = await firstAdmin(nodes.first)
  for (let n = 0; n < 60; n++) people.push(await guest(nodes.servers[n % 2]!, 'reader'))
  sockets.push(...await Promise.all(people.map(person => person.connect())))
  return () => Promise.all(sockets.map(socket => socket.close()))
}, 120_000)

async function featureOf(key: string): Promise<AdminFeature> {
  return featureBody(await admin.get(`/api/admin/features/${key}`)).feature
}

/** Some of them report to the other node than that which they are connected to. */
async function breakPages(readers: Client[], count: number): Promise<void> {
  const twins = readers.map((reader, n) => at(nodes.servers[n % 2]!, reader))
  await Promise.all(twins.map(reader => reader.post('/api/features/faults', { count })))
}

describe('a guard', () => {
  test('kills a rollout that breaks pages within a minute, once, and leaves the others alone', async () => {
    const [broken, sound] = [people.slice(0, 25), people.filter((_, n) => n % 2 === 0)]
    const owner = await member(nodes.first, 'owner')
    const key = await featureFor(admin, broken, { guard, owner: owner.user.username })
    const listeners = await Promise.all([admin, owner, people[59]!].map(person => at(nodes.last, person).connect()))
    const other = await featureFor(admin, sound, { guard })
    await figuresWhen(admin, key, ({ guard: now }) => now?.state === 'watching')
    await breakPages(people.slice(40, 42), 1)
    const startedAt = performance.now()
    await breakPages(broken, 4)
    const killed = await until('the guard to act', async () => {
      const feature = await featureOf(key)
      return feature.enabled ? undefined : feature
    }, 120_000)
    console.log(`killed ${Math.round(performance.now() - startedAt)} ms after the threshold`)
    expect(killed.killed?.by).toBeNull()
    expect(killed.killed?.reason).toMatch(/^Guard: \d+ of 25 people/)
    const { events } = featureBody(await admin.get(`/api/admin/features/${key}/history`))
    const figures = { people: 25, restAffected: 2 }
    expect(events.filter(({ kind }) => kind === 'guarded')).toMatchObject([{ actor: null, figures }])
    expect((await figuresOf(admin, key)).guard).toMatchObject({ state: 'killed', figures: { people: 25 } })
    const [forAdmin, forOwner, forReader] = listeners
    for (const socket of [forAdmin, forOwner]) {
      const told = await socket!.waitFor('feature.guarded')
      expect(told).toMatchObject({ key, action: 'killed', reason: killed.killed?.reason })
    }
    expect(await forReader!.settled('feature.guarded')).toEqual([])
    for (const socket of listeners) await socket.close()
    for (const node of nodes.servers) {
      await until('the feature to be off', async () => {
        const features = await featuresOf(at(node, broken[0]!))
        return features[key]?.value === false
      })
    }
    expect(await featureOf(other)).toMatchObject({ enabled: true, killed: null })
  }, 180_000)

  test('pauses a ramp', async () => {
    const schedule = { ramp: [{ share: 50, minutes: 600 }, { share: 100, minutes: 0 }] }
    let key = ''
    let exposed: Client[] = []
    // Who is among the first half is chance: once in 300 times they are fewer than the guard needs.
    while (exposed.length < guard.minPeople) {
      key = await featureFor(admin, [], { defaultVariant: 'on', schedule, guard: { ...guard, action: 'pause' } })
      const given = await Promise.all(people.map(async person => (await featuresOf(person))[key]?.value === true))
      exposed = people.filter((_, n) => given[n])
    }
    await figuresWhen(admin, key, ({ guard: now }) => now?.state === 'watching')
    await breakPages(exposed, 2)
    const { ramp } = await until('the guard to act', async () => {
      const feature = await featureOf(key)
      return feature.ramp?.paused ? feature : undefined
    }, 120_000)
    expect(ramp).toMatchObject({ step: 0, share: 50 })
    expect(ramp?.paused).toMatch(/^Guard:/)
    expect((await featureOf(key)).enabled).toBe(true)
    expect((await figuresOf(admin, key)).guard).toMatchObject({ state: 'paused' })
  }, 180_000)

  test('says when there are too few people, or no rest', async () => {
    const few = await featureFor(admin, people.slice(0, 5), { guard })
    const all = await featureFor(admin, people, { guard })
    await figuresWhen(admin, few, ({ guard: now }) => now?.figures.people === 5)
    await breakPages(people, 3)
    await figuresWhen(admin, all, ({ guard: now }) => now?.figures.affected === 60)
    for (const key of [few, all]) {
      expect((await figuresOf(admin, key)).guard?.state).toBe('too_few')
      expect((await featureOf(key)).enabled).toBe(true)
    }
  }, 120_000)
})
