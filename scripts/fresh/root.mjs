import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../lib/child.mjs'
import { findCommand } from '../lib/command.mjs'
import { defer } from '../lib/lifecycle.mjs'
import { Problem } from '../lib/problem.mjs'
import { warn } from '../lib/screen.mjs'
import { ensureCommands } from '../lib/systemPackage.mjs'
import { processBirth } from '../lib/systemProcess.mjs'
import { readSources } from './settings.mjs'

const prefix = 'plaza-fresh-'
const tools = [
  { commands: ['debootstrap'], title: 'debootstrap', aptPackages: ['debootstrap'], brewPackage: 'debootstrap' },
  { commands: ['git'], title: 'git', aptPackages: ['git'], brewPackage: 'git' },
]

/** This machine is not one where a fresh Debian can be made: no fault of Plaza. */
export class CannotRun extends Problem {}

/** Throws, in plain words, where `npm run test:fresh` cannot work. */
export function assertCanRun() {
  const lacks = [
    process.platform === 'linux' && findCommand('apt-get') ? '' : 'a Debian or Ubuntu',
    process.getuid?.() === 0 ? '' : 'root (for example: sudo npm run test:fresh)',
  ].filter(Boolean)
  const namespace = lacks.length > 0
    ? undefined
    : spawnSync('unshare', ['--mount', '--pid', '--fork', 'mount', '-t', 'tmpfs', 'probe', '/mnt'])
  if (namespace && namespace.status !== 0) lacks.push('the right to mount (a container needs CAP_SYS_ADMIN)')
  if (lacks.length > 0) {
    throw new CannotRun(
      'npm run test:fresh makes a bare Debian in a temporary folder and starts Plaza in it. '
      + `For that it needs ${lacks.join(' and ')}. Nothing was done.`,
    )
  }
}

/** A temporary folder that is removed when this command ends, with those that killed ones have left. */
export function makeFolder() {
  for (const name of readdirSync(tmpdir())) {
    if (name.startsWith(prefix) && !isInUse(join(tmpdir(), name))) remove(join(tmpdir(), name))
  }
  const folder = mkdtempSync(join(tmpdir(), prefix))
  defer(() => remove(folder))
  writeFileSync(join(folder, 'owner'), ownerText(process.pid))
  return folder
}

/** Makes the smallest Debian in `root`, with the sources of packages that this machine has; answers these. */
export async function makeRoot(root) {
  await ensureCommands(tools)
  const sources = readSources()
  mkdirSync(root)
  // In a mount and process namespace of its own: whatever interrupts it, nothing stays mounted and nothing runs on.
  const { ok, output } = await run(
    'unshare',
    [
      '--mount', '--pid', '--fork', '--kill-child', '--mount-proc',
      findCommand('debootstrap'),
      '--variant=minbase', sources.codename, root, sources.mirror,
    ],
    { env: { ...process.env, LC_ALL: 'C' } },
  )
  if (!ok) throw new Problem(`debootstrap failed.\n${output.split('\n').slice(-20).join('\n')}`)
  return sources
}

function ownerText(pid) {
  return JSON.stringify({ pid, birth: processBirth(pid) })
}

function isInUse(folder) {
  const path = join(folder, 'owner')
  if (!existsSync(path)) return true
  const text = readFileSync(path, 'utf8')
  return text === '' || ownerText(JSON.parse(text).pid) === text
}

// All mounts are in other namespaces. Should one be here after all, nothing is deleted through it.
function remove(folder) {
  const isMounted = readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${folder}/`)
  if (isMounted) return warn(`! Something is mounted below ${folder}; unmount it and delete that folder.`)
  spawnSync('rm', ['-rf', '--one-file-system', folder], { stdio: 'inherit' })
}
