import { afterEach, beforeEach, expect, test, vi } from 'vitest'

let written: string[] = []
const { error, warn } = console

beforeEach(async () => {
  written = []
  vi.resetModules()
  vi.stubEnv('NODE_ENV', 'production')
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text))
    return true
  })
  const { guardConsole } = await import('../../server/core/log.ts')
  guardConsole()
})

afterEach(() => {
  Object.assign(console, { error, warn })
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

test('what a library writes to the console is one line of facts, without texts of people, links and errors', () => {
  const fault = Object.assign(new Error('Duplicate entry \'ada@plaza.test\' for key'), {
    code: 'ER_DUP_ENTRY',
    errno: 1062,
  })
  console.error('[request error] [unhandled] [GET] http://localhost:3000/setup?token=secret\n  more', fault, {
    password: 'hunter2',
  })
  console.warn('something', 'odd')
  const lines = written.map(line => JSON.parse(line) as Record<string, unknown>)
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatchObject({
    level: 'error',
    message: '[request error] [unhandled] [GET]',
    error: 'Error',
    code: 'ER_DUP_ENTRY',
    errno: 1062,
  })
  expect(written.join('')).not.toMatch(/secret|ada@|hunter2|more/)
  expect(lines[1]).toMatchObject({ level: 'warn', message: 'something odd' })
})
