import { ensureBuild } from './lib/build.mjs'
import { main } from './lib/lifecycle.mjs'
import { nodeBinary } from './lib/node.mjs'
import { serverEntry } from './lib/paths.mjs'
import { serve } from './lib/serve.mjs'

// `npm start`: everything that is missing, then the built server, watched over until a signal comes.
await main(() => serve({
  prepare: ensureBuild,
  program: () => [nodeBinary(), serverEntry],
  environment: { NODE_ENV: 'production' },
}))
