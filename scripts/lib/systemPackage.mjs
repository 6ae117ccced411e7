import { run } from './child.mjs'
import { findCommand } from './command.mjs'
import { Problem } from './problem.mjs'
import { step } from './screen.mjs'

let listsAreFresh = false

/**
 * Answers the path of a program. One that is missing is installed by apt where we may (as root or by sudo
 * without a password); elsewhere this throws with the command to type.
 * `aptPackages` are the names it has had, the newest first.
 */
export async function ensureCommand({ commands, title, aptPackages, brewPackage }) {
  const found = findCommand(...commands)
  if (found) return found
  const prefix = findCommand('apt-get') && await rootPrefix()
  if (!prefix) throw new Problem(advice({ title, aptPackages, brewPackage }))
  await step(`Installing ${title} with apt`, () => aptInstall(prefix, aptPackages))
  const installed = findCommand(...commands)
  if (!installed) throw new Problem(`${title} was installed, but none of its programs is found: ${commands.join(', ')}.`)
  return installed
}

async function rootPrefix() {
  if (process.getuid() === 0) return []
  if (!findCommand('sudo')) return undefined
  const { ok } = await run('sudo', ['-n', 'true'])
  return ok ? ['sudo', '-n'] : undefined
}

async function aptInstall(prefix, names) {
  if (!listsAreFresh) await apt(prefix, ['update', '-q'])
  listsAreFresh = true
  const name = await firstAvailable(names)
  await apt(prefix, ['install', '-y', '-q', '--no-install-recommends', name])
}

async function apt(prefix, args) {
  // Another apt, as the nightly upgrade, may be at work: wait for it instead of failing.
  const [command, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=120', ...args]
  const { ok, output } = await run(command, rest)
  if (!ok && args[0] !== 'update') throw new Problem(`apt-get ${args.join(' ')} failed.\n${output}`)
}

async function firstAvailable(names) {
  for (const name of names) {
    const { output } = await run('apt-cache', ['policy', name])
    if (/Candidate: (?!\(none\))/.test(output)) return name
  }
  return names[0]
}

function advice({ title, aptPackages, brewPackage }) {
  return [
    `${title} is needed and is not installed here. Install it and run this command again:`,
    ...(process.platform === 'darwin' ? [`  brew install ${brewPackage}`] : [`  Debian, Ubuntu:  sudo apt-get install -y --no-install-recommends ${aptPackages[0]}`]),
    ...(process.platform === 'darwin' ? [] : [`  others:          the package that brings ${title}, from your system's package manager`]),
  ].join('\n')
}
