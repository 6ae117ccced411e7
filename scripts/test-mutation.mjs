import { join } from 'node:path'
import { run } from './lib/child.mjs'
import { ensureDependencies } from './lib/dependencies.mjs'
import { main } from './lib/lifecycle.mjs'
import { takeLock } from './lib/lock.mjs'
import { assertSupportedNode, nodeBinary, toolEnvironment } from './lib/node.mjs'
import { root } from './lib/paths.mjs'
import { Problem } from './lib/problem.mjs'

const stryker = join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js')
const config = join(root, 'tests', 'mutation', 'stryker.config.mjs')

// `npm run test:mutation`: changes the code in thousands of places and counts how many changes a test notices. What was
// tested before and has not changed since is not tested again. `-- --mutate 'stores/room/**/*.ts'` takes a part,
// `-- --force` starts anew.
await main(async () => {
  assertSupportedNode()
  const lock = await takeLock('mutation')
  if (!lock.taken) throw new Problem(`npm run test:mutation already runs in this folder (process ${lock.holder.pid}).`)
  await ensureDependencies()
  const args = [stryker, 'run', config, ...process.argv.slice(2)]
  const { ok } = await run(nodeBinary(), args, { live: true, env: toolEnvironment() })
  return ok ? 0 : 1
}, { signalCode: () => 130 })
