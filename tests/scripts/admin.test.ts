import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Project } from './support/project.ts'

let project: Project

// What it does is in tests/server/admin/admin-command.test.ts; this is how it finds the databases.
const fakeAdmin = 'const { NUXT_DATABASE_IDENTITY_URL: identity, NUXT_DATABASE_CHAT_URL: chat } = process.env\n'
  + 'console.log(`${process.argv.slice(2)} ${identity} ${chat}`)\n'
  + 'process.exitCode = process.argv[2] === "fails" ? 1 : 0\n'

beforeEach(async () => {
  project = await Project.make()
  project.write('.output/server/admin.mjs', fakeAdmin)
})

afterEach(() => project.remove())

async function admin(args: string[], env: Record<string, string> = {}): Promise<{ code: unknown, output: string }> {
  const command = project.run('admin', { args, env })
  return { code: await command.code(), output: command.output }
}

describe('npm run admin', () => {
  it('speaks to the private MariaDB of the folder while it runs, and says so when it does not', async () => {
    const stopped = await admin(['list'])
    expect(stopped).toMatchObject({ code: 1, output: expect.stringContaining('Nothing runs in this folder') })
    expect(stopped.output).not.toContain('list')

    await project.start()
    project.write('.output/server/admin.mjs', fakeAdmin)
    const socket = encodeURIComponent(project.path('.data/mariadb/mariadb.sock'))
    expect(await admin(['list'])).toEqual({
      code: 0,
      output: `list mysql://root@localhost/plaza_identity?socketPath=${socket} `
        + `mysql://root@localhost/plaza_chat?socketPath=${socket}\n`,
    })
  })

  it('takes the configured databases, also of .env, and answers with the code of what it ran', async () => {
    project.write('.env', 'NUXT_DATABASE_CHAT_URL=mysql://file/two\n')
    const env = { NUXT_DATABASE_IDENTITY_URL: 'mysql://outside/one' }
    expect(await admin(['fails', 'x'], env)).toEqual({
      code: 1,
      output: 'fails,x mysql://outside/one mysql://file/two\n',
    })
  })

  it('helps without a database, and says what to do without a build', async () => {
    expect((await admin(['--help'])).code).toBe(0)
    expect((await admin([])).code).toBe(0)
    const unbuilt = await Project.make()
    try {
      const command = unbuilt.run('admin')
      expect(await command.code()).toBe(1)
      expect(command.output).toContain('Run `npm start` first.')
    }
    finally {
      await unbuilt.remove()
    }
  })
})
