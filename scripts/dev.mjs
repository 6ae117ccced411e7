import { main } from './lib/lifecycle.mjs'
import { nodeBinary, tool } from './lib/node.mjs'
import { serve } from './lib/serve.mjs'

// `npm run dev`: the same with hot reload in place of the build.
await main(() => serve({
  prepare: () => {},
  program: () => [nodeBinary(), tool('nuxt'), 'dev', '--port', process.env.PORT || '3000', ...process.argv.slice(2)],
  environment: { NODE_ENV: 'development' },
}))
