import { afterEach, beforeEach, expect, it } from 'vitest'
import { until } from '../support/until.ts'
import { isAlive } from '../../scripts/lib/systemProcess.mjs'
import type { Command } from './support/project.ts'
import { Project } from './support/project.ts'

let project: Project

beforeEach(async () => {
  project = await Project.make()
})

afterEach(() => project.remove())

async function startCluster(): Promise<Command> {
  const command = project.run('cluster', { env: { HOST: '127.0.0.1' } })
  await command.prints('Plaza is ready on')
  return command
}

/** The node that answers now, through HAProxy. */
const answering = async () => (await project.server())?.pid

async function bothNodes(): Promise<number[]> {
  const pids = new Set<number>()
  await until('both nodes to answer', async () => {
    const pid = await answering()
    if (pid) pids.add(pid)
    return pids.size === 2
  })
  return [...pids]
}

it('serves two nodes on one address, with one MariaDB and one Redis, and stops all of it', async () => {
  const command = await startCluster()
  const pids = await bothNodes()
  const { pid: redis } = JSON.parse(project.read('.data/redis.process.json')) as { pid: number }
  const mariadb = project.mariadbPid()
  command.signal('SIGINT')
  expect(await command.code()).toBe(0)
  for (const pid of [...pids, redis, mariadb!]) expect(isAlive(pid)).toBe(false)
  expect(await answering()).toBeUndefined()
})

it('starts a node that was killed again, and the other answers meanwhile', async () => {
  const command = await startCluster()
  const [victim] = await bothNodes()
  process.kill(victim!, 'SIGKILL')
  await command.prints('starting it again')
  await until('the other to answer', async () => ![undefined, victim].includes(await answering()))
  expect(await bothNodes()).not.toContain(victim)
  command.signal('SIGTERM')
  expect(await command.code()).toBe(0)
})

it('does not start beside npm start', async () => {
  const first = await project.start()
  const second = project.run('cluster')
  expect(await second.code()).toBe(0)
  expect(second.output).toContain(`Plaza already runs in this folder (process ${first.pid})`)
})
