import { describe, expect, test } from 'vitest'
import { member } from '../../support/cast.ts'
import { at } from '../../support/nodes.ts'
import { choose, presenceHeard, seenAs } from '../../support/presence.ts'
import { useNodes } from '../../support/world.ts'

describe('on two nodes with Redis', () => {
  const nodes = useNodes({ name: 'presence-redis', count: 2, redis: 'plain', env: { NUXT_PRESENCE_GRACE: '5' } })

  /** ada at the first node watches linus. */
  async function cast() {
    const [ada, linus] = await Promise.all([member(nodes.first, 'ada'), member(nodes.first, 'linus')])
    const watcher = await ada.connect()
    watcher.send({ type: 'presence.watch', userIds: [linus.id, ada.id] })
    await seenAs(watcher, linus.id, 'offline')
    watcher.clear()
    return { ada, watcher, linus: at(nodes.last, linus), linusHere: linus }
  }

  test('what somebody does and chooses at one is seen at the other', async () => {
    const { watcher, linus } = await cast()
    const socket = await linus.connect()
    await seenAs(watcher, linus.id, 'online')
    socket.send({ type: 'presence.activity', active: false })
    await seenAs(watcher, linus.id, 'away')
    await choose(linus, { status: 'dnd', text: 'Thinking' })
    expect(await seenAs(watcher, linus.id, 'dnd')).toMatchObject({ text: 'Thinking' })
    watcher.clear()
    await choose(linus, { hidden: true })
    const hidden = await seenAs(watcher, linus.id, 'offline')
    expect(hidden).toEqual({ type: 'presence.changed', userId: linus.id, status: 'offline' })
    await Promise.all([watcher.close(), socket.close()])
  })

  test('who is idle at one and active at the other is online', async () => {
    const { ada, watcher, linus, linusHere } = await cast()
    const there = await linus.connect()
    // Known from the other node, before there is anything to tell of this one.
    await seenAs(watcher, linus.id, 'online')
    const here = await linusHere.connect()
    watcher.clear()
    here.send({ type: 'presence.activity', active: false })
    await here.settle()
    expect(await presenceHeard(ada, watcher)).toEqual([])
    there.send({ type: 'presence.activity', active: false })
    await seenAs(watcher, linus.id, 'away')
    await Promise.all([watcher, there, here].map(socket => socket.close()))
  })

  test('who moves from one to the other was never offline', async () => {
    const { ada, watcher, linus, linusHere } = await cast()
    const witness = await member(nodes.first, 'witness')
    watcher.send({ type: 'presence.watch', userIds: [linus.id, ada.id, witness.id] })
    const [before, sentinel] = await Promise.all([linusHere.connect(), witness.connect()])
    await Promise.all([linus, witness].map(({ id }) => seenAs(watcher, id, 'online')))
    watcher.clear()
    await before.close()
    const after = await linus.connect()
    // Whoever left later is offline: the time for linus to come back is over.
    await sentinel.close()
    await seenAs(watcher, witness.id, 'offline')
    expect((await presenceHeard(ada, watcher)).filter(({ userId }) => userId === linus.id)).toEqual([])
    await Promise.all([watcher.close(), after.close()])
  })

  test('the people of a node that died are offline by themselves', async () => {
    const { watcher, linus } = await cast()
    const socket = await linus.connect()
    await seenAs(watcher, linus.id, 'online')
    watcher.clear()
    await nodes.last.kill()
    await seenAs(watcher, linus.id, 'offline', 40_000)
    await nodes.last.start()
    await watcher.close()
    expect(socket.ws.readyState).toBe(socket.ws.CLOSED)
  }, 180_000)
})

describe('without Redis', () => {
  const nodes = useNodes({ name: 'presence-alone', count: 1, env: { NUXT_PRESENCE_GRACE: '0.2' } })

  test('a choice that was made elsewhere is found in the database', async () => {
    const { first } = nodes
    const [ada, linus] = await Promise.all([member(first, 'ada'), member(first, 'linus')])
    const [watcher, socket] = await Promise.all([ada.connect(), linus.connect()])
    watcher.send({ type: 'presence.watch', userIds: [linus.id] })
    await seenAs(watcher, linus.id, 'online')
    watcher.clear()
    await first.identity(
      'UPDATE users SET presence = \'dnd\', presence_version = presence_version + 1 WHERE id = ?', [linus.id])
    await seenAs(watcher, linus.id, 'dnd')
    await Promise.all([watcher.close(), socket.close()])
  })
})
