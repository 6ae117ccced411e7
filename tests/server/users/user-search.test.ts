import { expect, test } from 'vitest'
import { firstAdmin, guest, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { query } from '../../support/database.ts'
import { unique } from '../../support/random.ts'
import { explain, statementsOf } from '../../support/statements.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld('user-search')

async function called(displayName: string): Promise<Client> {
  const client = await member(world.server, 'person')
  await client.patch('/api/account', { displayName })
  return client
}

async function found(text: string, by: Client = world.ada): Promise<number[]> {
  return (await by.get(`/api/users?query=${encodeURIComponent(text)}&limit=200`)).body.users.map(user => user.id)
}

test('people are found by any word of a name, by a part of it, in any order and without accents', async () => {
  const mark = unique('q').replace(/[^a-z0-9]/g, '')
  const zoe = await called(`Zoë ${mark}Weber`)
  const tomas = await called(`Tomáš Bjørn-${mark}Weiß`)
  for (const text of [`${mark}web`, `${mark.toUpperCase()}WEBER`, `zoe ${mark}`, `${mark} ZOË`, `@${mark}weber`]) {
    expect(await found(text), text).toContain(zoe.id)
  }
  expect(await found(mark)).toEqual([zoe.id, tomas.id])
  expect(await found(`tomas ${mark}weiss`)).toEqual([tomas.id])
  expect(await found(`${mark}weiß bjorn`)).toEqual([tomas.id])
  expect(await found(`zoe ${mark}weiss`)).toEqual([])
  expect(await found(`${mark.slice(2)}web`), 'within a word').toEqual([zoe.id])
  expect(await found(zoe.user.username)).toEqual([zoe.id])
})

test('who has a word that begins so comes before who has it within one', async () => {
  const mark = unique('z').replace(/[^a-z0-9]/g, '')
  const within = await called(`xx${mark}`)
  const begins = await called(mark)
  expect(await found(mark)).toEqual([begins.id, within.id])
})

test('a new name is found and an old one is not, whoever changed it; nor is who is gone', async () => {
  const root = await firstAdmin(world.server)
  const [one, two, three] = [unique('one'), unique('two'), unique('three')]
  const person = await called(one)
  await person.patch('/api/account', { displayName: two })
  expect([await found(one), await found(two)]).toEqual([[], [person.id]])
  await root.patch(`/api/admin/users/${person.id}`, { displayName: three })
  expect([await found(two), await found(three)]).toEqual([[], [person.id]])
  const listed = (await root.get(`/api/admin/users?query=${three.split('-').at(-1)}`)).text
  expect(listed).toContain(three)
  await root.delete(`/api/admin/users/${person.id}`)
  expect(await found(three)).toEqual([])
  const left = await world.server.identity(`SELECT COUNT(*) AS n FROM name_parts WHERE user_id = ${person.id}`)
  expect(Number(left[0]?.n)).toBe(0)
})

test('pages hold everybody once, also those with several such words', async () => {
  const base = unique('').replace(/[^a-z0-9]/g, '').slice(-10)
  for (let n = 0; n < 5; n++) {
    const answer = await nobody(world.server).post('/api/guests', { username: `${base}a${n} ${base}b${n}` })
    expect(answer.status).toBe(201)
  }
  const seen: number[] = []
  let cursor = ''
  do {
    const page = (await world.ada.get(`/api/users?query=${base}&limit=2${cursor}`)).body
    seen.push(...page.users.map(user => user.id))
    cursor = page.cursor ? `&cursor=${encodeURIComponent(page.cursor)}` : ''
  } while (cursor)
  expect(seen).toHaveLength(5)
  expect(new Set(seen).size).toBe(5)
})

test('a guest finds the people of their rooms only', async () => {
  const name = unique('recluse')
  const recluse = await called(name)
  const gus = await guest(world.server)
  expect(await found(name, gus)).toEqual([recluse.id])
  await recluse.delete(`/api/rooms/${gus.square.id}/membership`)
  expect(await found(name, gus)).toEqual([])
})

test('among 20,000 people an index has the answer', async () => {
  const { server, ada } = world
  const { identity } = server.databases
  await query(identity, `INSERT INTO users (kind, username, username_key, display_name, created_at)
    SELECT 'member', CONCAT('crowd', seq), CONCAT('crowd', seq), CONCAT('crowd', seq), NOW() FROM seq_1_to_20000`)
  await query(identity, `INSERT INTO name_parts (user_id, part, inner_part)
    SELECT id, username, 0 FROM users WHERE username LIKE 'crowd%'`)
  await query(identity, 'ANALYZE TABLE users, name_parts')
  for (const text of ['crowd', 'crowd19', 'c crowd1', 'nobody']) {
    const path = `/api/users?query=${encodeURIComponent(text)}&limit=20`
    for (const statement of await statementsOf(server, ada, path, ['name_parts'])) {
      const plan = await explain(server, statement)
      const slow = plan.filter(step => step.type === 'ALL' || /filesort|temporary/.test(step.Extra ?? ''))
      expect(slow, text).toEqual([])
    }
  }
})
