import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuild } from './lib/build.mjs'
import { run } from './lib/child.mjs'
import { ensureChromium, ensureHeadlessShell } from './lib/chromium.mjs'
import { runMariadb } from './lib/database.mjs'
import { ensureDependencies } from './lib/dependencies.mjs'
import { main } from './lib/lifecycle.mjs'
import { takeLock } from './lib/lock.mjs'
import { mariadbUrl } from './lib/mariadb.mjs'
import { assertSupportedNode, nodeBinary, toolEnvironment } from './lib/node.mjs'
import { dataDir, root } from './lib/paths.mjs'
import { Problem } from './lib/problem.mjs'

// `npm run bench:screen` measures what a person waits for, in a browser.
const screen = process.argv[2] === 'screen'
const program = join(root, 'bench', screen ? 'screen.mjs' : 'run.mjs')
const database = join(dataDir, 'bench', 'mariadb')

// `npm run bench`: the measurements, against the built server and a MariaDB of their own.
await main(async () => {
  assertSupportedNode()
  if (!existsSync(program)) throw new Problem('There is nothing to measure yet: bench/run.mjs is missing.')
  const lock = await takeLock('bench')
  if (!lock.taken) throw new Problem(`npm run bench already runs in this folder (process ${lock.holder.pid}).`)
  await ensureDependencies()
  await ensureBuild()
  await runMariadb(database, 'Starting a MariaDB for the measurements')
  // A window draws its own bars as pages while it is opened, which takes more than the page that is measured.
  const browser = screen ? { PLAZA_CHROMIUM: await ensureHeadlessShell(await ensureChromium()) ?? '' } : {}
  const env = toolEnvironment({ PLAZA_TEST_DATABASE: mariadbUrl(database), ...browser })
  const { ok } = await run(nodeBinary(), [program, ...process.argv.slice(screen ? 3 : 2)], { live: true, env })
  return ok ? 0 : 1
}, { signalCode: () => 130 })
