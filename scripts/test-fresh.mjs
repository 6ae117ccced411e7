import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { freshChecks } from './fresh/checks.mjs'
import { startMachine } from './fresh/machine.mjs'
import { CannotRun, assertCanRun, makeFolder, makeRoot } from './fresh/root.mjs'
import { copyNode, copySettings, insideEnvironment } from './fresh/settings.mjs'
import { run } from './lib/child.mjs'
import { ensureGit } from './lib/gitPackage.mjs'
import { main } from './lib/lifecycle.mjs'
import { dataDir, root } from './lib/paths.mjs'
import { Problem } from './lib/problem.mjs'
import { explain, say, step } from './lib/screen.mjs'

// `npm run test:fresh`: Plaza on a Debian with nothing but Node and npm, from an archive of the commit.
// `npm run test:fresh -- --all`: also `npm test` there; `-- --only …` a part of it, as `npm test -- --only …` takes it.
// `npm run test:fresh -- --commit <name>`: another commit than HEAD.
const log = join(dataDir, 'fresh', 'output.log')
/** What `.ci/run` takes for "not here" (EX_UNAVAILABLE of sysexits.h), not for a failure. */
const unavailable = 69

await main(async () => {
  const { tests, commit } = readArguments(process.argv.slice(2))
  try {
    assertCanRun()
  }
  catch (error) {
    if (!(error instanceof CannotRun)) throw error
    explain(error)
    return unavailable
  }
  const total = await test(await prepare(commit), { tests })
  say(`\n${total.passed} passed, ${total.failed} failed`)
  return total.failed > 0 ? 1 : 0
}, { signalCode: signal => signal === 'SIGINT' ? 130 : 143 })

function readArguments([option, ...rest], chosen = { commit: 'HEAD' }) {
  if (option === undefined) return chosen
  if (option === '--only' && rest.length > 0) return { ...chosen, tests: [option, ...rest] }
  if (option === '--all') return readArguments(rest, { ...chosen, tests: [] })
  if (option === '--commit' && rest.length > 0) return readArguments(rest.slice(1), { ...chosen, commit: rest[0] })
  throw new Problem('Use:  npm run test:fresh -- [--commit <name>] [--all | --only <check> …]')
}

async function prepare(commit) {
  const git = await ensureGit()
  const folder = makeFolder()
  const system = join(folder, 'root')
  // A name that shells, URLs and sockets trip over, and of this run alone: locks are of the folder.
  const project = `/srv/${basename(folder)} für alle/Plaza & Co`
  const sources = await step('Making the smallest Debian', () => makeRoot(system))
  copySettings(system, sources)
  copyNode(system)
  await step(`Unpacking the archive of ${commit}`, () => unpack(git, commit, folder, join(system, project)))
  const env = insideEnvironment(system)
  const machine = await startMachine({ root: system, env, log })
  const { code, output } = await machine.run('npm', ['--version'])
  if (code !== 0) {
    throw new Problem(
      `A copy of this machine's Node and npm does not run by itself. Install those of https://nodejs.org.\n${output}`,
    )
  }
  return { machine, project }
}

async function unpack(git, commit, folder, target) {
  const archive = join(folder, 'archive.tar')
  const made = await run(git, ['archive', `--output=${archive}`, commit], { cwd: root })
  if (!made.ok) {
    throw new Problem(`There is no archive of ${commit}: this must be a clone of the repository.\n${made.output}`)
  }
  mkdirSync(target, { recursive: true })
  const unpacked = await run('tar', ['-xf', archive, '--no-same-owner', '-C', target])
  if (!unpacked.ok) throw new Problem(unpacked.output)
}

async function test({ machine, project }, options) {
  const total = { passed: 0, failed: 0 }
  let broken = false
  for (const check of await freshChecks(machine, project, options)) {
    if (broken) {
      say(`– ${check.title}: not tried`)
      continue
    }
    const passed = await step(check.title, check.run).then(() => true, (error) => {
      explain(error)
      return false
    })
    total[passed ? 'passed' : 'failed'] += 1
    broken = !passed && !check.alone
  }
  if (total.failed > 0) say(`What was printed there is in ${log}`)
  return total
}
