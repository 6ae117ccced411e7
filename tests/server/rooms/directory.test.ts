import { expect, test } from 'vitest'
import { firstAdmin, group, guest, nobody } from '../../support/cast.ts'
import { unique } from '../../support/random.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('directory')

test('the groups that are already there can be found by everybody who is logged in', async () => {
  const { rooms } = (await world.mallory.get('/api/rooms/directory')).body
  expect(rooms.map(room => room.name)).toContain('The square')
  expect(rooms.filter(room => room.visibility === 'public').length).toBeGreaterThanOrEqual(4)
  expect(rooms.every(room => room.kind === 'group')).toBe(true)
  expectProblem(await nobody(world.server).get('/api/rooms/directory'), 401, 'unauthenticated')
})

test('an entry holds nothing personal', async () => {
  const { ada } = world
  const room = await group(ada)
  await ada.say(room.id, 'not for the directory')
  const answer = await ada.get(`/api/rooms/directory?query=${room.name}`)
  expect(answer.body.rooms).toEqual([
    {
      id: room.id,
      kind: 'group',
      visibility: 'public',
      name: room.name,
      topic: room.topic,
      avatarUrl: null,
      lastSeq: 1,
      rev: room.rev,
      memberCount: 1,
      archived: false,
    },
  ])
})

test('private rooms are not in the directory, not even for their members', async () => {
  const { ada, mallory } = world
  const room = await group(ada, [], 'private')
  for (const client of [ada, mallory]) {
    expect((await client.get(`/api/rooms/directory?query=${room.name}`)).body.rooms).toEqual([])
  }
})

test('the search takes any part of the name, in any case', async () => {
  const { ada } = world
  const mark = unique('x')
  const room = await group(ada, [], 'public', `Größe ${mark} Straße`)
  for (const query of [mark, mark.toUpperCase(), `GRÖSSE ${mark}`, `${mark} strasse`, `größe ${mark}`]) {
    const found = (await ada.get(`/api/rooms/directory?query=${encodeURIComponent(query)}`)).body.rooms
    expect(found.map(one => one.id), query).toEqual([room.id])
  }
})

test('wildcards in the search are letters', async () => {
  const { ada } = world
  const mark = unique('x')
  const room = await group(ada, [], 'public', `100%_${mark}`)
  expect(
    (await ada.get(`/api/rooms/directory?query=${encodeURIComponent(`%_${mark}`)}`)).body.rooms.map(one => one.id),
  ).toEqual([room.id])
  expect((await ada.get(`/api/rooms/directory?query=${encodeURIComponent('zz%zz')}`)).body.rooms).toEqual([])
})

test('the directory comes in pages that hold every room once', async () => {
  const { ada } = world
  const mark = unique('paged')
  const made: number[] = []
  for (let n = 0; n < 5; n++) made.push((await group(ada, [], 'public', `${mark} ${n}`)).id)
  const seen: number[] = []
  let cursor: string | undefined
  do {
    const page = (
      await ada.get(
        `/api/rooms/directory?query=${mark}&limit=2${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      )
    ).body
    expect(page.rooms.length).toBeLessThanOrEqual(2)
    seen.push(...page.rooms.map(room => room.id))
    cursor = page.cursor
  } while (cursor)
  expect(seen.sort((a, b) => a - b)).toEqual(made)
})

test.each([
  'limit=0', 'limit=201', 'limit=abc', 'limit=1.5', 'limit=-1', 'cursor=nonsense', `query=${'x'.repeat(101)}`,
  'query=a&query=b',
])('%s is refused or harmless', async (query) => {
  const answer = await world.ada.get(`/api/rooms/directory?${query}`)
  expect([200, 400]).toContain(answer.status)
  if (query.startsWith('limit')) expectProblem(answer, 400, 'invalid')
})

test('one entry can be asked for by its id: what the list shows, and for the same people', async () => {
  const { ada, mallory, server } = world
  const room = await group(ada)
  const entry = (await mallory.get(`/api/rooms/directory?query=${room.name}`)).body.rooms[0]
  expect((await mallory.get(`/api/rooms/directory/${room.id}`)).body).toEqual({ room: entry })
  expect((await ada.get(`/api/rooms/directory/${room.id}`)).body).toEqual({ room: entry })
  expectProblem(await nobody(server).get(`/api/rooms/directory/${room.id}`), 401, 'unauthenticated')
  const gus = await guest(server)
  expectProblem(await gus.get(`/api/rooms/directory/${room.id}`), 404, 'not_found')
  expect((await gus.get(`/api/rooms/directory/${gus.square.id}`)).body.room).toMatchObject({
    id: gus.square.id,
    visibility: 'open',
  })
  // The room itself stays what it was to outsiders.
  expectProblem(await mallory.get(`/api/rooms/${room.id}`), 404, 'not_found')
})

test('a private, a direct and a deleted room are no entries, also for who is in them', async () => {
  const { ada, grace, mallory } = world
  const closed = await group(ada, [], 'private')
  const direct = (await ada.post('/api/directs', { userId: grace.id })).body.room
  const gone = await group(ada)
  await ada.delete(`/api/rooms/${gone.id}`)
  for (const id of [closed.id, direct.id, gone.id, 999_999_999, 'abc', '0']) {
    for (const client of [ada, mallory]) expectProblem(await client.get(`/api/rooms/directory/${id}`), 404, 'not_found')
  }
})

test('faces are those of some members, the owners first, and of nobody for guests', async () => {
  const { ada, grace, mallory, gus } = world
  const room = await group(ada, [grace])
  const open = await group(await firstAdmin(world.server), [gus], 'open')
  const find = async (client: typeof ada, { name }: typeof room) =>
    (await client.get(`/api/rooms/directory?query=${name}&faces=true`)).body as unknown as {
      faces: Record<string, number[]>
      users: { id: number, email?: string }[]
    }
  const found = await find(mallory, room)
  expect(found.faces).toEqual({ [room.id]: [ada.id, grace.id] })
  expect(found.users.map(user => user.id).sort()).toEqual([ada.id, grace.id].sort())
  expect(JSON.stringify(found)).not.toContain('@plaza.test')
  expect(await find(gus, open)).toMatchObject({ faces: {}, users: [] })
  expect((await mallory.get(`/api/rooms/directory?query=${room.name}`)).body).not.toHaveProperty('faces')
})

test.each(['members', 'active', 'newest'])('the order by %s goes on over pages, each group once', async (sort) => {
  const { ada, grace, mallory } = world
  const mark = unique('order')
  const full = await group(ada, [grace, mallory], 'public', `${mark} full`)
  const loud = await group(ada, [], 'public', `${mark} loud`)
  const fresh = await group(ada, [grace], 'public', `${mark} fresh`)
  await ada.say(loud.id, 'the latest word')
  const wanted = { members: [full, fresh, loud], active: [loud, fresh, full], newest: [fresh, loud, full] }[sort]!
  const seen: number[] = []
  for (let cursor = ''; seen.length < 4;) {
    const path = `/api/rooms/directory?query=${mark}&sort=${sort}&limit=1${cursor && `&cursor=${cursor}`}`
    const { rooms, cursor: next } = (await mallory.get(path)).body
    seen.push(...rooms.map(({ id }) => id))
    if (!next) break
    cursor = next
  }
  expect(seen).toEqual(wanted.map(({ id }) => id))
})
