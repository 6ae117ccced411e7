import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuild } from './lib/build.mjs'
import { applies, checks, runCheck } from './lib/check.mjs'
import { ensureChromium, ensureHeadlessShell } from './lib/chromium.mjs'
import { runMariadb } from './lib/database.mjs'
import { ensureDependencies } from './lib/dependencies.mjs'
import { gitTool } from './lib/gitPackage.mjs'
import { haproxyTool } from './lib/haproxyPackage.mjs'
import { main } from './lib/lifecycle.mjs'
import { takeLock } from './lib/lock.mjs'
import { mariadbUrl, stopMariadb } from './lib/mariadb.mjs'
import { mariadbTools } from './lib/mariadbPackage.mjs'
import { assertSupportedNode } from './lib/node.mjs'
import { dataDir } from './lib/paths.mjs'
import { Problem } from './lib/problem.mjs'
import { redisTool } from './lib/redisPackage.mjs'
import { explain, say, step } from './lib/screen.mjs'
import { findFaults } from './lib/serverLog.mjs'
import { ensureCommands } from './lib/systemPackage.mjs'
import { selectChecks } from './lib/testSelection.mjs'

// `npm test`: everything. `npm test -- rooms`: the tests of files whose name has "rooms".
// `npm test -- --only vitest tests/server/rooms.test.ts -t joins`: one check, the rest goes to its program.
const folder = join(dataDir, 'test')
const database = join(folder, 'mariadb')
const logs = join(folder, 'logs')
/** What Node keeps of the scripts of tested servers; that of another build is of no use. */
const compiled = join(folder, 'compiled')
/** Which ports the tests have given away, see freePort. */
const ports = join(folder, 'ports')
const total = { passed: 0, failed: 0, failures: [] }

await main(async () => {
  const selection = selectChecks(process.argv.slice(2), Object.keys(checks))
  const lock = await takeLock('test')
  if (!lock.taken) throw new Problem(`npm test already runs in this folder (process ${lock.holder.pid}).`)
  try {
    await runEverything(selection)
  }
  catch (error) {
    explain(error)
    total.failed += 1
    total.failures.push(error.message)
  }
  await stopMariadb(database)
  // Once more at the end: what a log shows of a long run is often its end alone.
  say(`\n${total.failures.map(failure => `✖ ${failure}\n`).join('')}${total.passed} passed, ${total.failed} failed`)
  return total.failed > 0 ? 1 : 0
}, { signalCode: signal => signal === 'SIGINT' ? 130 : 143 })

async function runEverything({ names, args, live }) {
  assertSupportedNode()
  const wanted = names.filter(name => applies(checks[name]))
  const needsServer = wanted.some(name => checks[name].needsServer)
  // All at once and before the first test: installing takes longer than a test may.
  await all([ensureDependencies(), needsServer && ensureCommands([...mariadbTools, redisTool, haproxyTool, gitTool])])
  for (const path of [logs, compiled, ports]) rmSync(path, { recursive: true, force: true })
  mkdirSync(logs, { recursive: true })
  const check = async (name, environment) => {
    if (wanted.includes(name)) await show(name, { args, live, environment })
  }
  const server = needsServer ? prepareServer() : undefined
  // The build empties the folder that types and lint read. It leaves much of a second core idle.
  const built = server?.catch(() => {})
  const checkSources = async (name) => {
    await built
    await check(name)
  }
  await all([check('unit'), checkSources('types'), checkSources('lint'), server && runTests(wanted, server, check)])
}

// The tests of the server wait now and then: the installing of a browser fits in beside them.
async function runTests(wanted, server, check) {
  const environment = await server
  const browsers = wanted.includes('playwright') ? prepareBrowsers() : undefined
  await all([check('vitest', environment), browsers])
  await check('playwright', { ...environment, ...await browsers })
  countFaults()
}

/** Waits for all of them, also where one has failed: nothing is left running. */
async function all(work) {
  const failed = (await Promise.allSettled(work)).find(({ status }) => status === 'rejected')
  if (failed) throw failed.reason
}

async function prepareServer() {
  await ensureBuild()
  return { PLAZA_TEST_DATABASE: await freshDatabase() }
}

async function prepareBrowsers() {
  const chromium = await ensureChromium()
  return { PLAZA_CHROMIUM: chromium, PLAZA_HEADLESS_SHELL: await ensureHeadlessShell(chromium) }
}

// A run that was killed may have left its MariaDB behind, with whatever it had stored.
async function freshDatabase() {
  await stopMariadb(database)
  rmSync(database, { recursive: true, force: true })
  await runMariadb(database, 'Starting a MariaDB for the tests')
  return mariadbUrl(database)
}

async function show(name, options) {
  const { title } = checks[name]
  const result = await (options.live ? runCheck(name, options) : step(title, () => runCheck(name, options)))
  total.passed += result.passed
  total.failed += result.failed
  total.failures.push(...(result.failures ?? (result.failed > 0 ? [title] : [])))
  say(`  ${result.passed} passed, ${result.failed} failed`)
  if (result.failed > 0) say(result.output)
}

function countFaults() {
  const faults = findFaults(logs)
  total[faults.length > 0 ? 'failed' : 'passed'] += 1
  total.failures.push(...faults)
  if (faults.length > 0) say(`✖ The logs of the tested servers show faults:\n${faults.join('\n')}`)
}
