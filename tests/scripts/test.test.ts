import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Project } from './support/project.ts'

let project: Project

const quoted = (report: object) => JSON.stringify(JSON.stringify(report))
const good = { numPassedTests: 5, numFailedTests: 0, testResults: [] }
/** Ends like this with the tests that need the server; the two that need none pass. */
const vitest = (report: object, code: number) => `#!/usr/bin/env node
const { writeFileSync } = require('node:fs')
const isUnit = process.argv.includes('--project=unit')
console.log('database: ' + process.env.PLAZA_TEST_DATABASE)
const file = process.argv.find(one => one.startsWith('--outputFile.json=')).split('=')[1]
writeFileSync(file, isUnit ? ${quoted({ ...good, numPassedTests: 2 })} : ${quoted(report)})
process.exit(isUnit ? 0 : ${code})
`
const playwright = (report: object, code: number) => `#!/usr/bin/env node
require('node:fs').writeFileSync(process.env.PLAYWRIGHT_JSON_OUTPUT_FILE, ${quoted(report)})
process.exit(${code})
`

beforeEach(async () => {
  project = await Project.make()
  project.write('.nuxt/tsconfig.json', '{}')
  for (const config of ['nuxt.config.ts', 'eslint.config.mjs', 'vitest.config.ts']) project.write(config, '')
  project.writeProgram('node_modules/.bin/eslint', '#!/bin/sh\n')
  project.writeProgram('node_modules/.bin/vitest', vitest(good, 0))
})

afterEach(() => project.remove())

// A browser that is never opened: looking for it must not install one.
function writeBrowsers(): void {
  const program = '#!/bin/sh\necho Chromium 1.0\n'
  for (const name of ['chromium', 'chromium-headless-shell']) project.writeProgram(`bin/${name}`, program)
}

async function test(...args: string[]): Promise<{ code: unknown, output: string, last: string | undefined }> {
  const command = project.run('test', { args, env: { PATH: `${project.path('bin')}:${process.env.PATH}` } })
  const code = await command.code()
  return { code, output: command.output, last: command.stdout.trimEnd().split('\n').at(-1) }
}

describe('npm test', () => {
  it('counts every check and ends with the sum', async () => {
    const { code, last } = await test()
    expect({ code, last }).toEqual({ code: 0, last: '10 passed, 0 failed' })
  })

  it('adds the browser tests, of which one that passed when it was repeated has failed', async () => {
    project.write('playwright.config.ts', '')
    writeBrowsers()
    project.writeProgram(
      'node_modules/.bin/playwright',
      playwright({ stats: { expected: 3, unexpected: 0, flaky: 1, skipped: 2 } }, 0),
    )
    const { code, last } = await test()
    expect({ code, last }).toEqual({ code: 1, last: '13 passed, 1 failed' })
  })

  it('names at the end what failed, each with the first line of why', async () => {
    const failed = { status: 'failed', fullName: 'a list reads', failureMessages: ['Error: it is empty\n at list'] }
    const results = [{ name: project.path('tests/list.test.ts'), status: 'failed', assertionResults: [failed] }]
    project.writeProgram(
      'node_modules/.bin/vitest',
      vitest({ numPassedTests: 4, numFailedTests: 1, testResults: results }, 1),
    )
    project.write('playwright.config.ts', '')
    writeBrowsers()
    const message = '\u001B[31mno such button\u001B[39m\nlog'
    const tests = [{ status: 'unexpected', results: [{ error: { message } }] }]
    const suites = [{ suites: [{ specs: [{ file: 'page.spec.ts', title: 'opens', ok: false, tests }] }] }]
    project.writeProgram(
      'node_modules/.bin/playwright',
      playwright({ stats: { expected: 3, unexpected: 1, flaky: 0, skipped: 0 }, suites }, 1),
    )
    const { output } = await test()
    expect(output).toContain(
      '\n✖ tests/list.test.ts › a list reads › Error: it is empty\n✖ page.spec.ts › opens › no such button\n'
      + '12 passed, 2 failed\n',
    )
  })

  it('shows the output of what fails and goes on', async () => {
    project.writeProgram('node_modules/.bin/eslint', '#!/bin/sh\necho unused variable\nexit 1\n')
    const { code, output, last } = await test()
    expect({ code, last }).toEqual({ code: 1, last: '9 passed, 1 failed' })
    expect(output).toContain('unused variable')
  })

  it('counts failed tests, files that cannot be loaded and a runner that fails beside its tests', async () => {
    const broken = { name: 'a.test.ts', status: 'failed', assertionResults: [] }
    project.writeProgram(
      'node_modules/.bin/vitest',
      vitest({ numPassedTests: 4, numFailedTests: 1, testResults: [broken] }, 1),
    )
    expect((await test()).last).toBe('9 passed, 2 failed')
    project.writeProgram('node_modules/.bin/vitest', vitest(good, 1))
    expect((await test()).last).toBe('10 passed, 1 failed')
    project.writeProgram('node_modules/.bin/vitest', '#!/bin/sh\nexit 2\n')
    expect((await test()).last).toBe('3 passed, 2 failed')
  })

  it('runs no tests of the server on a failed build', async () => {
    project.writeProgram(
      'node_modules/.bin/nuxt',
      '#!/bin/sh\n[ "$1" = typecheck ] && exit 0\necho no such component\nexit 1\n',
    )
    const { code, output, last } = await test()
    expect({ code, last }).toEqual({ code: 1, last: '4 passed, 1 failed' })
    expect(output).toContain('no such component')
    expect(output).not.toContain('Server tests')
  })

  it('fails on a fault in the log of a tested server', async () => {
    const noisy = '#!/bin/sh\necho "[Vue warn]: Hydration node mismatch" > .data/test/logs/room.log\n'
    project.writeProgram('node_modules/.bin/vitest', noisy)
    const { code, output } = await test()
    expect(code).toBe(1)
    expect(output).toContain('room.log:1: [Vue warn]: Hydration node mismatch')
  })

  it('runs one check alone, with the arguments given', async () => {
    project.writeProgram('node_modules/.bin/eslint', '#!/bin/sh\necho "lint of $*"\n')
    const { output, last } = await test('--only', 'lint', 'pages')
    expect(output).toContain('lint of . --max-warnings 0 pages')
    expect(last).toBe('1 passed, 0 failed')
    const { output: refusal } = await test('--only', 'nonsense')
    expect(refusal).toContain('--only takes one of: types, lint, unit, vitest, playwright.')
  })

  it('gives the tests a MariaDB of their own, which ends with them', async () => {
    const { output } = await test('rooms')
    const socket = encodeURIComponent(project.path('.data/test/mariadb/mariadb.sock'))
    expect(output).toContain(`database: mysql://root@localhost?socketPath=${socket}`)
    expect(project.read('.data/test/mariadb/error.log')).toContain('Shutdown complete')
  })
})
