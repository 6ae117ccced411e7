import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { root } from './lib/paths.mjs'

// Writes the "hooks" of package.json as git hooks. npm runs this after each install, so it must never fail one:
// outside of a checkout of our own, as in a container, and on CI it does nothing.
const marker = '# From "hooks" in package.json; npm install writes this file.'

if (!process.env.CI && existsSync(join(root, '.git'))) installHooks()

function installHooks() {
  const folder = hooksFolder()
  if (!folder) return
  const { hooks = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  mkdirSync(folder, { recursive: true })
  for (const [name, command] of Object.entries(hooks)) writeHook(join(folder, name), command)
}

function writeHook(path, command) {
  const isTheirs = existsSync(path) && !readFileSync(path, 'utf8').includes(marker)
  if (isTheirs) return
  writeFileSync(path, `#!/bin/sh\n${marker}\n${command}\n`)
  chmodSync(path, 0o755)
}

// A person may keep hooks for all projects in one place (core.hooksPath): that is not ours to write to.
function hooksFolder() {
  const hooks = git('--git-path', 'hooks')
  const repository = git('--git-common-dir')
  if (!hooks || !repository) return undefined
  const isInside = !relative(realpathSync(repository), resolve(hooks)).startsWith('..')
  return isInside ? hooks : undefined
}

function git(...args) {
  try {
    return resolve(
      root,
      execFileSync('git', ['rev-parse', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
        .toString()
        .trim(),
    )
  }
  catch {
    return undefined
  }
}
