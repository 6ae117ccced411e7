import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Project } from './support/project.ts'

let project: Project

// Stands in for npm: writes down what it was asked, and fails `ci` with what FAKE_NPM says. A version that it does not
// know it finds when it asks.
const fakeNpm = `
import { appendFileSync } from 'node:fs'
const [command, ...args] = process.argv.slice(2)
appendFileSync('npm.log', [command, ...args.slice(args.indexOf('--cache') >>> 0)].join(' ') + '\\n')
if (command !== 'ci' || !process.env.FAKE_NPM) process.exit(0)
if (process.env.FAKE_NPM.includes('ETARGET') && !args.includes('--prefer-offline')) process.exit(0)
console.error(process.env.FAKE_NPM)
process.exit(1)
`

beforeEach(async () => {
  project = await Project.make()
  project.write('fake/npm-cli.js', fakeNpm)
  project.write(
    'package-lock.json',
    JSON.stringify({
      packages: {
        '': {},
        'node_modules/a': { version: '1.0.0' },
        'node_modules/mac': { version: '1.0.0', optional: true },
      },
    }),
  )
})

afterEach(() => project.remove())

async function install(
  ciFailure = '', env: Record<string, string> = {},
): Promise<{ code: unknown, output: string, asked: string[] }> {
  project.write('npm.log', '')
  const command = project.run('install', {
    env: {
      npm_execpath: project.path('fake/npm-cli.js'),
      FAKE_NPM: ciFailure,
      npm_config_cache: project.path('cache'),
      ...env,
    },
  })
  const code = await command.code()
  return { code, output: command.output, asked: project.read('npm.log').trim().split('\n').filter(Boolean) }
}

describe('the packages', () => {
  it('are installed when the lockfile has changed, and once', async () => {
    expect(await install()).toMatchObject({ code: 0, asked: ['ci'] })
    expect(await install()).toMatchObject({ code: 0, asked: [] })
  })

  it('that npm has put in place already are left as they are', async () => {
    project.write(
      'node_modules/.package-lock.json',
      JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }),
    )
    expect(await install()).toMatchObject({ code: 0, asked: [] })
  })

  it('are installed when one of them has another version', async () => {
    project.write(
      'node_modules/.package-lock.json',
      JSON.stringify({ packages: { 'node_modules/a': { version: '0.9.0' } } }),
    )
    expect(await install()).toMatchObject({ code: 0, asked: ['ci'] })
  })

  it('are installed in spite of holes that another platform has left in the lockfile', async () => {
    expect(await install('npm error code EUSAGE\nnpm error Missing: mac@ from lock file')).toMatchObject({
      code: 0,
      asked: ['ci', 'install'],
    })
  })

  it('are installed when one of them is newer than what npm remembers', async () => {
    expect(await install('npm error code ETARGET\nnpm error notarget No matching version found for a@2.0.0.'))
      .toMatchObject({ code: 0, asked: ['ci', 'ci'] })
  })

  it('are installed where npm cannot write to its own cache, as with a read-only HOME', async () => {
    project.write('file', 'no folder')
    const { code, asked } = await install('', { npm_config_cache: project.path('file/npm') })
    expect({ code, asked }).toEqual({ code: 0, asked: [`ci --cache ${project.path('.data/npm')}`] })
  })

  it('that cannot be installed say why', async () => {
    const { code, output, asked } = await install('npm error network')
    expect({ code, asked }).toEqual({ code: 1, asked: ['ci'] })
    expect(output).toContain('npm error network')
  })
})
