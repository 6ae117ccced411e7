import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../support/until.ts'
import { isAlive } from '../../scripts/lib/systemProcess.mjs'
import { Project } from './support/project.ts'

let project: Project

beforeEach(async () => {
  project = await Project.make()
  cpSync(fileURLToPath(new URL('../../.ci', import.meta.url)), project.path('.ci'), { recursive: true })
})

afterEach(() => project.remove())

/** Stands in for npm: `npm test` and `npm run test:fresh` print this and end like this. */
function npm(test: [last: string, code: number], fresh: [last: string, code: number]): void {
  project.writeProgram(
    'bin/npm',
    `#!/bin/sh\n[ "$1" = test ] && echo "of the tests\n${test[0]}" && exit ${test[1]}\necho "${fresh[0]}"\n`
    + `exit ${fresh[1]}\n`,
  )
}

async function ci(): Promise<{ code: unknown, last: string | undefined, output: string }> {
  const command = project.spawn(project.path('.ci/run'), [], { PATH: `${project.path('bin')}:${process.env.PATH}` })
  const code = await command.code()
  return { code, last: command.stdout.trimEnd().split('\n').at(-1), output: command.output }
}

describe('continuous integration', () => {
  it('runs the tests and then the fresh machine, shows both and ends with one sum', async () => {
    npm(['5 passed, 0 failed', 0], ['8 passed, 0 failed', 0])
    const { code, last, output } = await ci()
    expect({ code, last }).toEqual({ code: 0, last: '13 passed, 0 failed' })
    expect(output).toContain('of the tests\n5 passed, 0 failed\n8 passed, 0 failed\n')
  })

  it('fails with either of the two', async () => {
    npm(['5 passed, 2 failed', 1], ['8 passed, 0 failed', 0])
    expect(await ci()).toMatchObject({ code: 1, last: '13 passed, 2 failed' })
    npm(['5 passed, 0 failed', 0], ['7 passed, 1 failed', 1])
    expect(await ci()).toMatchObject({ code: 1, last: '12 passed, 1 failed' })
    npm(['5 passed, 0 failed', 0], ['Segmentation fault', 139])
    expect(await ci()).toMatchObject({ code: 1, last: '5 passed, 1 failed' })
  })

  it('says at the end once more what failed', async () => {
    const failures = '✖ a.test.ts › reads\n✖ b.test.ts › writes\n'
    npm([`✖ Lint\nlog of lint\n${failures}5 passed, 2 failed`, 1], ['8 passed, 0 failed', 0])
    expect((await ci()).output).toContain(`8 passed, 0 failed\n\n${failures}13 passed, 2 failed\n`)
  })

  it('does not fail where there can be no fresh machine', async () => {
    npm(['5 passed, 0 failed', 0], ['It needs root.', 69])
    const { code, last, output } = await ci()
    expect({ code, last }).toEqual({ code: 0, last: '5 passed, 0 failed' })
    expect(output).toContain('It needs root.')
  })

  it('leaves nothing running when it is stopped', async () => {
    project.writeProgram('bin/npm', '#!/bin/sh\necho $$ > pid\nexec sleep 300\n')
    const command = project.spawn(project.path('.ci/run'), [], { PATH: `${project.path('bin')}:${process.env.PATH}` })
    const pid = Number(await until('the tests to run', () => project.read('pid')))
    command.signal('SIGTERM')
    expect(await command.code()).toBe(143)
    expect(isAlive(pid)).toBe(false)
  })
})

describe('npm run test:fresh', () => {
  it('says what it needs where it cannot run, and does nothing', async () => {
    const command = project.run('test-fresh', { env: { PATH: project.path('empty') } })
    expect(await command.code()).toBe(69)
    expect(command.output).toContain('For that it needs')
    expect(command.output).toContain('Nothing was done.')
  })

  it('refuses what it does not know', async () => {
    const command = project.run('test-fresh', { args: ['--fast'] })
    expect(await command.code()).toBe(1)
    expect(command.output).toContain('Use:  npm run test:fresh -- [--commit <name>] [--all | --only <check> …]')
  })
})
