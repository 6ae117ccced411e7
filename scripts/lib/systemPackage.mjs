import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './child.mjs'
import { findCommand } from './command.mjs'
import { Problem } from './problem.mjs'
import { say, step } from './screen.mjs'

let listsAreFresh = false

/** The path of one program; see `ensureCommands`. */
export async function ensureCommand(tool) {
  const [path] = await ensureCommands([tool])
  return path
}

/**
 * Answers the paths of programs, in the order asked. Those that are missing are installed by apt, all at once, where we
 * may (as root or by sudo without a password), after the command was printed; elsewhere this throws with the command to
 * type. A tool has `commands` (names of one program, any will do), a `title`, `aptPackages` (the names its package has
 * had, the newest first) and a `brewPackage`.
 */
export async function ensureCommands(tools) {
  const missing = tools.filter(({ commands }) => !findCommand(...commands))
  if (missing.length > 0) await install(missing)
  return tools.map(({ commands, title }) => {
    const path = findCommand(...commands)
    if (!path) throw new Problem(`${title} was installed, but none of its programs is found: ${commands.join(', ')}.`)
    return path
  })
}

async function install(tools) {
  const prefix = findCommand('apt-get') && await rootPrefix()
  if (!prefix) throw new Problem(advice(tools))
  const titles = namesOf(tools)
  say(`${titles} ${tools.length > 1 ? 'are' : 'is'} needed and not installed here.`)
  if (wasCutShort()) {
    await announced('Completing an installation that was cut short', prefix, ['dpkg', '--configure', '-a'])
  }
  if (!listsAreFresh) await announced('Reading the lists of packages', prefix, ['apt-get', 'update', '-q'])
  listsAreFresh = true
  await announced(`Installing ${titles}`, prefix, [
    'apt-get', 'install', '-y', '-q', '--no-install-recommends',
    ...await packagesOf(tools),
  ])
}

// A command that changes the system is on the screen before it runs.
function announced(label, prefix, command) {
  say(`  ${[...prefix.slice(0, 1), ...command].join(' ')}`)
  return step(label, () => runAsRoot(prefix, command))
}

// By a signal or the power: dpkg leaves files here, and apt refuses everything until they are dealt with.
function wasCutShort() {
  const folder = process.env.DPKG_ADMINDIR ? join(process.env.DPKG_ADMINDIR, 'updates') : '/var/lib/dpkg/updates'
  return existsSync(folder) && readdirSync(folder).length > 0
}

async function rootPrefix() {
  if (process.getuid() === 0) return []
  if (!findCommand('sudo')) return undefined
  const { ok } = await run('sudo', ['-n', 'true'])
  return ok ? ['sudo', '-n'] : undefined
}

async function runAsRoot(prefix, [program, ...args]) {
  // Another apt, as the nightly upgrade, may be at work: wait for it instead of failing.
  const patience = program === 'apt-get' ? ['-o', 'DPkg::Lock::Timeout=120'] : []
  const [command, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', program, ...patience, ...args]
  const { ok, output } = await run(command, rest)
  if (!ok && args[0] !== 'update') throw new Problem(`${program} ${args.join(' ')} failed.\n${output}`)
}

async function packagesOf(tools) {
  const names = []
  for (const { aptPackages } of tools) names.push(await firstAvailable(aptPackages))
  return [...new Set(names)]
}

async function firstAvailable(names) {
  for (const name of names) {
    // The answer is read, so it must not be in the language of the machine.
    const { output } = await run('apt-cache', ['policy', name], { env: { ...process.env, LC_ALL: 'C' } })
    if (/Candidate: (?!\(none\))/.test(output)) return name
  }
  return names[0]
}

function advice(tools) {
  const lines = process.platform === 'darwin'
    ? [`  brew install ${packageNames(tools, tool => tool.brewPackage)}`]
    : [
        '  Debian, Ubuntu:  sudo apt-get install -y --no-install-recommends '
        + `${packageNames(tools, tool => tool.aptPackages[0])}`,
        `  others:          the packages that bring ${tools.map(tool => tool.commands[0]).join(', ')}, `
        + `from your system's package manager`,
      ]
  return [
    `${namesOf(tools)} ${tools.length > 1 ? 'are' : 'is'} needed and not installed here. `
    + 'Install what is missing and run this command again:',
    ...lines,
  ].join('\n')
}

function packageNames(tools, nameOf) {
  return [...new Set(tools.map(nameOf))].join(' ')
}

function namesOf(tools) {
  return [...new Set(tools.map(tool => tool.title))].join(', ')
}
