import { createServer } from 'node:net'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../support/until.ts'
import { Project } from './support/project.ts'

let project: Project

beforeEach(async () => {
  project = await Project.make()
})

afterEach(() => project.remove())

describe('npm start', () => {
  it('serves with a private MariaDB, and a second one in the same folder says so', async () => {
    const first = await project.start()
    const socket = encodeURIComponent(project.path('.data/mariadb/mariadb.sock'))
    expect(await project.served()).toMatchObject({
      identity: `mysql://root@localhost/plaza_identity?socketPath=${socket}`,
      chat: `mysql://root@localhost/plaza_chat?socketPath=${socket}`,
    })
    const second = project.run('start')
    expect(await second.code()).toBe(0)
    expect(second.output).toContain(`Plaza already runs on ${project.url} (process ${first.pid}).`)
    expect(first.running).toBe(true)
  })

  it('takes the configured databases and starts none', async () => {
    await project.start({ NUXT_DATABASE_IDENTITY_URL: 'mysql://db/one', NUXT_DATABASE_CHAT_URL: 'mysql://db/two' })
    expect(await project.served()).toMatchObject({ identity: 'mysql://db/one', chat: 'mysql://db/two' })
    expect(project.mariadbPid()).toBeUndefined()
  })

  it('reads .env, below what is set outside', async () => {
    project.write('.env', 'NUXT_DATABASE_IDENTITY_URL=mysql://file/one\nNUXT_DATABASE_CHAT_URL=mysql://file/two\n')
    await project.start({ NUXT_DATABASE_CHAT_URL: 'mysql://outside/two' })
    expect(await project.served()).toMatchObject({ identity: 'mysql://file/one', chat: 'mysql://outside/two' })
  })

  it('refuses half a configuration', async () => {
    const command = project.run('start', { env: { NUXT_DATABASE_CHAT_URL: 'mysql://db/two' } })
    expect(await command.code()).toBe(1)
    expect(command.output).toContain('NUXT_DATABASE_IDENTITY_URL is not set')
  })

  it('says when the port is taken', async () => {
    const other = createServer().listen(project.port)
    await once(other, 'listening')
    const command = project.run('start')
    expect(await command.code()).toBe(1)
    expect(command.output).toContain(`Port ${project.port} is taken`)
    other.close()
  })

  it('says when the port is none', async () => {
    const command = project.run('start', { env: { PORT: 'eighty' } })
    expect(await command.code()).toBe(1)
    expect(command.output).toContain('PORT must be a number')
  })

  it('gives up on a server that never becomes ready, and leaves nothing running', async () => {
    const command = project.run('start', { env: { FAKE_SERVER: 'dies at once' } })
    expect(await command.code()).toBe(1)
    expect(command.output).toContain('The server ended (exit code 3), starting it again')
    expect(project.mariadbPid()).toBeUndefined()
  })

  it.each(['a folder with späces & \'quotes\' 🎉', `long-${'x'.repeat(120)}`])('works in %s', async (name) => {
    const odd = await Project.make(name)
    try {
      const command = await odd.start()
      command.signal('SIGTERM')
      expect(await command.code()).toBe(0)
    }
    finally {
      await odd.remove()
    }
  })
})

describe('the supervisor', () => {
  it('starts a killed server again', async () => {
    const command = await project.start()
    const before = await project.served()
    process.kill(before.pid, 'SIGKILL')
    await command.prints('starting it again')
    await command.prints('Plaza is ready on', 2)
    expect((await project.served()).pid).not.toBe(before.pid)
  })

  it('starts a killed MariaDB again', async () => {
    const command = await project.start()
    const before = project.mariadbPid()!
    process.kill(before, 'SIGKILL')
    await until('another MariaDB', () => ![before, undefined].includes(project.mariadbPid()))
    await command.prints('MariaDB ended (SIGKILL), starting it again')
  })

  it('is followed by one that takes over its MariaDB and replaces its server when it is killed', async () => {
    const first = await project.start()
    const mariadb = project.mariadbPid()!
    const server = (await project.served()).pid
    first.signal('SIGKILL')
    await first.code()
    const second = await project.start()
    expect(project.mariadbPid()).toBe(mariadb)
    expect((await project.served()).pid).not.toBe(server)

    process.kill(mariadb, 'SIGKILL')
    await until('another MariaDB', () => ![mariadb, undefined].includes(project.mariadbPid()))
    second.signal('SIGTERM')
    expect(await second.code()).toBe(0)
  })

  it('leaves a process alone that was given the id of its server', async () => {
    const bystander = project.spawn('sleep', ['60'])
    project.write('.data/server.process.json', JSON.stringify({ pid: bystander.pid, birth: 'long ago' }))
    await project.start()
    expect(bystander.running).toBe(true)
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('lets the server drain on %s, then stops MariaDB', async (signal) => {
    const command = await project.start()
    command.signalGroup(signal)
    expect(await command.code()).toBe(0)
    expect(command.output).toContain('fake server drained')
    expect(project.mariadbPid()).toBeUndefined()
    expect(project.read('.data/mariadb/error.log')).toContain('Shutdown complete')
    expect(existsSync(project.path('.data/plaza.sock'))).toBe(false)
  })

  it('stops everything when npm is told to', async () => {
    const npm = project.spawn('npm', ['start'])
    await npm.prints('Plaza is ready on')
    npm.signal('SIGTERM')
    await until('the end', async () => !await project.server() && !project.mariadbPid())
    await npm.code()
    expect(project.read('.data/mariadb/error.log')).toContain('Shutdown complete')
  })

  it('does not wait for a server that will not end when it is asked twice', async () => {
    const command = await project.start({ FAKE_SERVER: 'ignores SIGTERM' })
    command.signal('SIGINT')
    await command.prints('Stopping …')
    await until('the end', () => {
      command.signal('SIGINT')
      return !command.running
    })
    expect(await project.server()).toBeUndefined()
    expect(project.mariadbPid()).toBeUndefined()
  })
})
