import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isAlive } from '../../scripts/lib/systemProcess.mjs'
import { Project } from './support/project.ts'

let project: Project

const databases = { NUXT_DATABASE_IDENTITY_URL: 'mysql://db/one', NUXT_DATABASE_CHAT_URL: 'mysql://db/two' }

beforeEach(async () => {
  project = await Project.make()
})

afterEach(() => project.remove())

async function startAndStop(): Promise<number> {
  const command = await project.start(databases)
  command.signal('SIGTERM')
  await command.code()
  return project.read('builds').split('built').length - 1
}

describe('the build', () => {
  it('is made once and again when a source changes', async () => {
    expect(await startAndStop()).toBe(1)
    expect(await startAndStop()).toBe(1)
    project.write('tests/new.test.ts', 'no part of the build')
    expect(await startAndStop()).toBe(1)
    project.write('pages/new.vue', '<template />')
    expect(await startAndStop()).toBe(2)
    project.write('server/utils/new.ts', 'export const one = 1')
    expect(await startAndStop()).toBe(3)
  })

  it('that was cut short is made again', async () => {
    await startAndStop()
    project.write('pages/new.vue', '<template />')
    const command = project.run('start', { env: { ...databases, FAKE_NUXT: 'hangs' } })
    await command.prints('Building')
    command.signal('SIGKILL')
    await command.code()
    const orphan = JSON.parse(project.read('.data/build.process.json')).pid
    expect(isAlive(orphan)).toBe(true)
    expect(await startAndStop()).toBe(2)
    expect(isAlive(orphan)).toBe(false)
  })

  it('that hangs ends with the command, which leaves nothing behind', async () => {
    const command = project.run('start', { env: { ...databases, FAKE_NUXT: 'hangs' } })
    await command.prints('Building')
    command.signal('SIGTERM')
    expect(await command.code()).toBe(0)
    expect(command.output).toContain('Stopping …')
  })

  it('that fails shows why', async () => {
    project.writeProgram('node_modules/.bin/nuxt', '#!/bin/sh\necho no such component\nexit 1\n')
    const command = project.run('start', { env: databases })
    expect(await command.code()).toBe(1)
    expect(command.output).toContain('The build failed (exit code 1).\nno such component')
  })
})
