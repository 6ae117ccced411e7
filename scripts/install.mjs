import { ensureDependencies } from './lib/dependencies.mjs'
import { main } from './lib/lifecycle.mjs'
import { assertSupportedNode } from './lib/node.mjs'

// The packages and nothing else, for the image; every other command does this by itself.
await main(async () => {
  assertSupportedNode()
  await ensureDependencies()
})
