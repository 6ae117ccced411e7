import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { Problem } from './problem.mjs'
import { root } from './paths.mjs'

const oldestToStart = 20
const binFolder = join(root, 'node_modules', '.bin')

// The npm package `node` brings this; the link in .bin points here, and signals should reach it directly.
const bundled = join(root, 'node_modules', 'node', 'bin', 'node')

/** Throws when this Node cannot even run these scripts, or the system is one they do not know. */
export function assertSupportedNode() {
  if (process.platform === 'win32') {
    throw new Problem(
      'Plaza runs on Linux and macOS. On Windows use WSL 2: https://learn.microsoft.com/windows/wsl/install',
    )
  }
  if (major(process.versions.node) < oldestToStart) {
    throw new Problem(
      `Plaza needs Node ${oldestToStart} or newer; this is ${process.version}. https://nodejs.org/en/download`,
    )
  }
}

/** The Node that everything but these scripts runs with: the one in node_modules, or our own when it is as new. */
export function nodeBinary() {
  if (bundledNodeWorks()) return bundled
  if (isNewEnough(process.versions.node)) return process.execPath
  throw new Problem(
    'The Node in node_modules is missing. Delete node_modules and run this command again, or install Node 24.',
  )
}

/** Whether node_modules has a Node that starts. */
export function bundledNodeWorks() {
  return existsSync(bundled) && spawnSync(bundled, ['--version']).status === 0
}

/** Whether this version can build and run Plaza (Nuxt 4.5 and Vitest 5 say so). */
export function isNewEnough(version) {
  const [first, second] = version.split('.').map(Number)
  return (first === 22 && second >= 19) || (first === 24 && second >= 11) || first > 24
}

/** The environment for our programs: their Node and the project's own tools come first. */
export function toolEnvironment(more = {}) {
  const path = [dirname(nodeBinary()), binFolder, process.env.PATH].filter(Boolean).join(delimiter)
  return { ...process.env, NUXT_TELEMETRY_DISABLED: '1', PATH: path, ...more }
}

/** The path of a program that a dependency has brought. */
export function tool(name) {
  return join(binFolder, name)
}

function major(version) {
  return Number.parseInt(version)
}
