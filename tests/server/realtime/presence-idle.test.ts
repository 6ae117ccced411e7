import { expect, test } from 'vitest'
import { member } from '../../support/cast.ts'
import { choose, seenAs } from '../../support/presence.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld('presence-idle', { NUXT_PRESENCE_AWAY: '1' })

test('without input a person is away by themselves, and with it online again', async () => {
  const { ada, server } = world
  const linus = await member(server, 'linus')
  const watcher = await ada.connect()
  watcher.send({ type: 'presence.watch', userIds: [linus.id] })
  const desk = await linus.connect()
  await seenAs(watcher, linus.id, 'away')
  watcher.clear()
  await expect.poll(() => {
    desk.send({ type: 'presence.activity', active: true })
    return watcher.of('presence.changed').map(({ status }) => status)
  }).toContain('online')
  await seenAs(watcher, linus.id, 'away')
  await Promise.all([watcher.close(), desk.close()])
})

test('who does not want to be disturbed is seen so, also without input', async () => {
  const { ada, server } = world
  const linus = await member(server, 'linus')
  const watcher = await ada.connect()
  watcher.send({ type: 'presence.watch', userIds: [linus.id] })
  await choose(linus, { status: 'dnd' })
  const desk = await linus.connect()
  await seenAs(watcher, linus.id, 'dnd')
  await choose(linus, { status: 'auto' })
  await seenAs(watcher, linus.id, 'away')
  await Promise.all([watcher.close(), desk.close()])
})
