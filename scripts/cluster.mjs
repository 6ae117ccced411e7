import { ensureBuild } from './lib/build.mjs'
import { serveCluster } from './lib/cluster.mjs'
import { main } from './lib/lifecycle.mjs'

// `npm run cluster`: HAProxy before two nodes, with Redis between them and one MariaDB, on this machine, for trying.
await main(() => serveCluster({ prepare: ensureBuild }))
