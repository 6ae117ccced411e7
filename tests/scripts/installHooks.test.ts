import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ensureGit } from '../../scripts/lib/gitPackage.mjs'
import { Project } from './support/project.ts'

let project: Project
let gitProgram: string
const hook = '.git/hooks/pre-commit'

beforeAll(async () => {
  gitProgram = await ensureGit()
})

beforeEach(async () => {
  project = await Project.make()
  project.write('package.json', JSON.stringify({ type: 'module', hooks: { 'pre-commit': 'npm run lint' } }))
})

afterEach(() => project.remove())

async function install(env = {}): Promise<void> {
  expect(await project.run('install-hooks', { env }).code()).toBe(0)
}

function git(...args: string[]): void {
  execFileSync(gitProgram, args, { cwd: project.dir, stdio: 'ignore' })
}

describe('the git hooks', () => {
  it('are those of package.json', async () => {
    git('init')
    await install()
    expect(project.read(hook)).toMatch(/^#!\/bin\/sh\n#.*\nnpm run lint\n$/)
    expect(statSync(project.path(hook)).mode & 0o111).toBe(0o111)
  })

  it('never replace one that somebody wrote', async () => {
    git('init')
    project.write(hook, '#!/bin/sh\necho mine\n')
    await install()
    expect(project.read(hook)).toBe('#!/bin/sh\necho mine\n')
  })

  it('are not written to a folder that serves all projects of a person', async () => {
    git('init')
    git('config', 'core.hooksPath', project.path('elsewhere'))
    await install()
    expect(existsSync(project.path('elsewhere'))).toBe(false)
  })

  it('are left out of CI and of a folder that is no checkout', async () => {
    await install()
    expect(existsSync(project.path('.git'))).toBe(false)
    git('init')
    await install({ CI: 'true' })
    expect(existsSync(project.path(hook))).toBe(false)
  })
})
