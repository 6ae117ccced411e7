import { beforeAll, describe, expect, test } from 'vitest'
import { firstAdmin, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { featureFor, figuresOf, figuresWhen, variantOf } from '../../support/figures.ts'
import { until } from '../../support/until.ts'
import type { FeatureFigures } from '../../../shared/protocol/admin/adminFeature.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('feature-figures')
let admin: Client

beforeAll(async () => {
  admin = await firstAdmin(world.server)
})

const sumOf = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0)
const rowsOf = (userId: number) => world.server.chat('SELECT * FROM feature_people WHERE user_id = ?', [userId])

describe('figures', () => {
  test('say who has a page open, and what happened to them with which variant', async () => {
    const { ada, grace, mallory, gus } = world
    const key = await featureFor(admin, [ada])
    const sockets = await Promise.all([ada, ada, grace, mallory].map(person => person.connect()))
    // Who has a page open is known at once, who has had one is written every few seconds.
    const countsOf = ({ variants }: FeatureFigures) =>
      variants.map(({ variant, open, people }) => `${variant} ${open} ${people}`)
    const before = await figuresWhen(admin, key, now => countsOf(now).join() === 'on 1 1,off 2 2')
    expect(before.comparisons).toBeNull()
    expect(before.guard).toBeNull()

    expect((await ada.post('/api/features/faults', { count: 3 })).status).toBe(204)
    expect((await gus.post('/api/features/faults', { count: 2 })).status).toBe(204)
    sockets[0]!.sendRaw('{"type":"read"}')
    await sockets[0]!.waitFor('command.failed')
    await ada.say(gus.square.id, 'one')
    await ada.say(gus.square.id, 'two')
    const figures = await figuresWhen(admin, key, now =>
      variantOf(now, 'on').messages === 2 && variantOf(now, 'off').faults === 2)
    expect(variantOf(figures, 'on')).toMatchObject({ people: 1, faults: 3, failures: 1, messages: 2 })
    expect(variantOf(figures, 'off')).toMatchObject({ people: 3, faults: 2, failures: 0, messages: 0 })
    const { series } = figures
    const faultsOf = (name: string) => series.filter(({ variant }) => variant === name).map(({ faults }) => faults)
    expect([sumOf(faultsOf('on')), sumOf(faultsOf('off'))]).toEqual([3, 2])
    for (const socket of sockets) await socket.close()
  })

  test('do not count what a person may not do, nor what is repeated', async () => {
    const { ada, mallory, gus } = world
    const key = await featureFor(admin, [ada])
    const socket = await ada.connect()
    const foreign = (await mallory.post('/api/rooms', { name: 'mine alone', visibility: 'private' })).body.room
    socket.send({ type: 'message.send', clientId: crypto.randomUUID(), roomId: foreign.id, body: 'let me in' })
    expect((await socket.waitFor('command.failed')).code).toBe('not_found')
    const clientId = crypto.randomUUID()
    for (let n = 0; n < 3; n++) await ada.say(gus.square.id, 'once', clientId)
    const figures = await figuresWhen(admin, key, now => variantOf(now, 'on').messages > 0)
    expect(variantOf(figures, 'on')).toMatchObject({ failures: 0, messages: 1 })
    await socket.close()
  })

  test('begin anew for whom the variant changes, and for all when the feature does', async () => {
    const { ada, grace } = world
    const key = await featureFor(admin, [ada])
    const sockets = await Promise.all([ada, grace].map(person => person.connect()))
    for (const person of [ada, grace]) await person.post('/api/features/faults', { count: 4 })
    const countOf = async (person: Client) => {
      const [row] = await world.server.chat<{ variant: string, faults: number }>(
        `SELECT CAST(variant AS CHAR) variant, faults FROM feature_people JOIN features ON id = feature_id
         WHERE feature_key = ? AND user_id = ?`, [key, person.id])
      return row ? `${row.variant} ${row.faults}` : ''
    }
    const counts = async () => [await countOf(ada), await countOf(grace)].join()
    await until('both to be counted', async () => await counts() === 'on 4,off 4', 15_000)
    await admin.patch(`/api/admin/features/${key}`, { rules: [{ conditions: [], variant: 'on' }] })
    await until('both to begin anew', async () => await counts() === 'on 0,on 0', 15_000)
    for (const socket of sockets) await socket.close()
  })

  test('count who had a variant in the time, with another one now too, and what they wrote', async () => {
    const { ada, grace, gus } = world
    const key = await featureFor(admin, [ada, grace])
    const sockets = await Promise.all([ada, grace].map(person => person.connect()))
    await figuresWhen(admin, key, now => variantOf(now, 'on').open === 2)
    await ada.say(gus.square.id, 'with it')
    await figuresWhen(admin, key, now => variantOf(now, 'on').messages === 1)
    const values = [grace.id]
    await admin.patch(`/api/admin/features/${key}`, {
      rules: [{ conditions: [{ attribute: 'user', operator: 'in', values }], variant: 'on' }],
    })
    const figures = await figuresWhen(admin, key, now => variantOf(now, 'off').people === 1)
    expect(variantOf(figures, 'on')).toMatchObject({ people: 2, messages: 1 })
    expect(variantOf(figures, 'off')).toMatchObject({ people: 1, messages: 0 })
    await admin.patch(`/api/admin/features/${key}`, { rules: [{ conditions: [], variant: 'on' }] })
    const again = await figuresWhen(admin, key, now => variantOf(now, 'on').open === 2)
    expect(again.variants.map(({ people }) => people), 'nobody counts twice').toEqual([2, 1])
    await admin.post(`/api/admin/features/${key}/kill`, { reason: 'enough' })
    const killed = await figuresOf(admin, key)
    expect(killed.variants.map(({ variant, people, open }) => [variant, people, open]), 'at once')
      .toEqual([['on', 2, 0], ['off', 1, 2]])
    for (const socket of sockets) await socket.close()
  })

  test('count somebody once, also while their variant changes', async () => {
    const { ada, server } = world
    const key = await featureFor(admin, [])
    const own = 'FROM features WHERE feature_key = ?'
    await server.chat(`INSERT INTO feature_people (feature_id, user_id, variant, first_at, last_at)
      SELECT id, ?, 'on', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) ${own}`, [ada.id, key])
    for (const variant of ['on', 'off']) {
      await server.chat(`INSERT INTO feature_former_people (feature_id, variant, user_id, last_at, messages)
        SELECT id, ?, ?, UTC_TIMESTAMP(3), 0 ${own}`, [variant, ada.id, key])
    }
    const flip = `UPDATE feature_people SET variant = IF(variant = 'on', 'off', 'on')
      WHERE feature_id = (SELECT id ${own})`
    const counts = new Set<string>()
    for (let n = 0; n < 100; n++) {
      const [{ variants }] = await Promise.all([
        figuresOf(admin, key), server.chat(flip, [key]), server.chat(flip, [key]), server.chat(flip, [key]),
      ])
      counts.add(variants.map(({ variant, people }) => `${variant} ${people}`).join())
    }
    expect([...counts]).toEqual(['on 1,off 1'])
  })

  test('leave no trace of what went wrong', async () => {
    const { ada, server } = world
    const secret = 'the-text-of-an-error'
    const answer = await ada.post('/api/features/faults', { count: 1, message: secret, stack: secret, url: secret })
    expect(answer.status).toBe(204)
    const key = await featureFor(admin, [ada])
    await ada.post('/api/features/faults', { count: 1, message: secret })
    await figuresWhen(admin, key, figures => variantOf(figures, 'on').faults > 0)
    expect(server.readLog()).not.toContain(secret)
    expect(JSON.stringify(await rowsOf(ada.id))).not.toContain(secret)
  })

  test('remember the day on which a feature was last given to anybody', async () => {
    const key = await featureFor(admin, [world.ada])
    const socket = await world.ada.connect()
    const [row] = await until('the day', async () => {
      const found = 'SELECT evaluated_at at FROM features WHERE feature_key = ?'
      const rows = await world.server.chat<{ at: Date | null }>(found, [key])
      return rows[0]?.at ? rows : undefined
    }, 15_000)
    expect(new Date(row!.at!).getUTCHours()).toBe(0)
    await socket.close()
  })

  test('say nothing of a feature that is off for everybody', async () => {
    const key = await featureFor(admin, [world.ada], { enabled: false })
    const other = await featureFor(admin, [world.ada])
    const socket = await world.ada.connect()
    await figuresWhen(admin, other, figures => variantOf(figures, 'on').people === 1)
    expect((await figuresOf(admin, key)).variants.map(({ people }) => people)).toEqual([0, 0])
    await socket.close()
  })

  test('go with an account that is deleted', async () => {
    const leaver = await member(world.server, 'leaver')
    const key = await featureFor(admin, [leaver])
    const socket = await leaver.connect()
    await figuresWhen(admin, key, figures => variantOf(figures, 'on').people === 1)
    expect((await leaver.delete('/api/account', { password: leaver.password })).status).toBe(204)
    expect(await rowsOf(leaver.id)).toEqual([])
    await socket.closed
  })

  test('are for admins, of features that there are, over a month at most', async () => {
    const key = await featureFor(admin, [])
    for (const outsider of [nobody(world.server), world.mallory, world.gus]) {
      expectProblem(await outsider.get(`/api/admin/features/${key}/figures`), 404, 'not_found')
    }
    expectProblem(await admin.get('/api/admin/features/no-such/figures'), 404, 'not_found')
    for (const hours of ['0', '721', '1.5', 'x']) {
      expectProblem(await admin.get(`/api/admin/features/${key}/figures?hours=${hours}`), 400, 'invalid')
    }
  })
})

describe('faults of pages', () => {
  test('are a number within bounds, from somebody who is logged in', async () => {
    const { ada, server } = world
    expectProblem(await nobody(server).post('/api/features/faults', { count: 1 }), 401, 'unauthenticated')
    for (const count of [0, 101, -1, 1.5, '1', null, undefined]) {
      expectProblem(await ada.post('/api/features/faults', { count }), 400, 'invalid')
    }
  })

  test('cannot be sent by another site', async () => {
    const headers = { origin: 'https://evil.test' }
    const ask = { method: 'POST', path: '/api/features/faults', body: { count: 1 }, headers }
    expectProblem(await world.ada.ask(ask), 403, 'forbidden')
  })
})
