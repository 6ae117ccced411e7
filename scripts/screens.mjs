import { join } from 'node:path'
import { ensureBuild } from './lib/build.mjs'
import { run } from './lib/child.mjs'
import { ensureChromium } from './lib/chromium.mjs'
import { runMariadb } from './lib/database.mjs'
import { ensureDependencies } from './lib/dependencies.mjs'
import { main } from './lib/lifecycle.mjs'
import { mariadbUrl } from './lib/mariadb.mjs'
import { assertSupportedNode, nodeBinary, toolEnvironment } from './lib/node.mjs'
import { dataDir, root } from './lib/paths.mjs'

const database = join(dataDir, 'screens', 'mariadb')

// `npm run screens`: every view and state into .data/screens/pictures, from a data set of its own. `-- palette` takes
// some of them, `-- --docs` renews the few in docs/images, `-- --large` shows a place of 200 groups and 1,000 people.
await main(async () => {
  assertSupportedNode()
  await ensureDependencies()
  await ensureBuild()
  const chromium = await ensureChromium()
  await runMariadb(database, 'Starting a MariaDB for the screens')
  const env = toolEnvironment({ PLAZA_TEST_DATABASE: mariadbUrl(database), PLAZA_CHROMIUM: chromium ?? '' })
  const take = join(root, 'scripts', 'screens', 'take.mjs')
  const { ok } = await run(nodeBinary(), [take, ...process.argv.slice(2)], { live: true, env })
  return ok ? 0 : 1
}, { signalCode: () => 130 })
