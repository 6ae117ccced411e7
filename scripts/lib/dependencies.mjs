import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { run } from './child.mjs'
import { findCommand } from './command.mjs'
import { alone } from './lock.mjs'
import { bundledNodeWorks, isNewEnough, tool, toolEnvironment } from './node.mjs'
import { dataDir, root } from './paths.mjs'
import { Problem } from './problem.mjs'
import { step } from './screen.mjs'

const lockfile = join(root, 'package-lock.json')
const modules = join(root, 'node_modules')
const stamp = join(modules, '.plaza-lock')
const ownCache = join(dataDir, 'npm')

/**
 * Makes node_modules what package-lock.json says, with a Node that can run Plaza, and writes the generated types.
 * Does nothing, within milliseconds, when all of that is so.
 */
export async function ensureDependencies() {
  const hash = createHash('sha256').update(readFileSync(lockfile)).digest('hex')
  if (read(stamp) === hash && hasTypes()) return
  await alone('install', async () => {
    if (read(stamp) !== hash) await ensurePackages(hash)
    if (!hasTypes()) await step('Preparing types', prepareTypes)
  })
}

async function ensurePackages(hash) {
  if (!isInstalled()) await step('Installing packages (about two minutes the first time)', install)
  await ensureNode()
  rmSync(ownCache, { recursive: true, force: true })
  writeFileSync(stamp, hash)
}

// npm keeps a list of what it has put in place: who ran `npm install` need not wait again.
function isInstalled() {
  const present = readPackages(join(modules, '.package-lock.json'))
  if (!present) return false
  return Object.entries(readPackages(lockfile)).every(([path, { version, optional }]) =>
    path === '' || (present[path] ? present[path].version === version : optional))
}

function readPackages(path) {
  const text = read(path)
  return text ? JSON.parse(text).packages : undefined
}

async function install() {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
  // The lockfile has no addresses, and npm asks for each: 3,000 requests, also for what it has. What it remembers of a
  // package may be older than the version that is wanted now.
  const known = await npm(['ci', '--prefer-offline', ...quiet])
  const clean = known.output.includes('ETARGET') ? await npm(['ci', ...quiet]) : known
  if (clean.ok) return
  // A registry that lacks the packages of other platforms leaves holes in the lockfile, which `ci` refuses
  // everywhere. `install` takes the locked versions and finds what this machine needs.
  const isHole = /EUSAGE[^]*Missing: .*@ from lock file/.test(clean.output)
  const { ok, output } = isHole ? await npm(['install', '--no-save', ...quiet]) : clean
  if (!ok) throw new Problem(`npm could not install the packages.\n${output}`)
}

// With `ignore-scripts` in somebody's .npmrc the package that downloads Node stays empty.
async function ensureNode() {
  if (bundledNodeWorks()) return
  await step('Fetching Node 24', () => npm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error']))
  if (!bundledNodeWorks() && !isNewEnough(process.versions.node)) {
    throw new Problem(
      'npm could not fetch Node 24 (the package "node"). Install Node 24 yourself, https://nodejs.org/en/download, '
      + 'and run this command again.',
    )
  }
}

function hasTypes() {
  return existsSync(join(root, '.nuxt', 'tsconfig.json')) || !existsSync(join(root, 'nuxt.config.ts'))
}

async function prepareTypes() {
  const { ok, output } = await run(tool('nuxt'), ['prepare'], { env: toolEnvironment(), record: 'install' })
  if (!ok) throw new Problem(`nuxt prepare failed.\n${output}`)
}

function npm(commandArgs) {
  const args = [...commandArgs, ...cacheArguments()]
  const script = process.env.npm_execpath ?? ''
  if (basename(script) === 'npm-cli.js' && existsSync(script)) {
    return run(process.execPath, [script, ...args], { record: 'install' })
  }
  const command = findCommand('npm')
  if (!command) throw new Problem('npm is missing. It comes with Node: https://nodejs.org/en/download')
  return run(command, args, { record: 'install' })
}

// npm cannot install without a cache. Where its own cannot be written, as with a read-only HOME, it gets
// one of ours meanwhile.
function cacheArguments() {
  try {
    const cache = process.env.npm_config_cache ?? join(homedir(), '.npm')
    mkdirSync(cache, { recursive: true })
    accessSync(cache, constants.W_OK)
    return []
  }
  catch {
    return ['--cache', ownCache]
  }
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
