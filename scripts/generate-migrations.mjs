import { run } from './lib/child.mjs'
import { ensureDependencies } from './lib/dependencies.mjs'
import { main } from './lib/lifecycle.mjs'
import { tool, toolEnvironment } from './lib/node.mjs'
import { Problem } from './lib/problem.mjs'
import { say } from './lib/screen.mjs'

// `npm run db:generate -- add-room-topic`: writes the migrations that lead from the last ones to the present schema.
await main(async () => {
  const name = process.argv[2]
  if (!name) throw new Problem('A migration needs a name:  npm run db:generate -- add-room-topic')
  await ensureDependencies()
  for (const database of ['identity', 'chat']) {
    say(`\n${database}`)
    const args = ['generate', '--config', `drizzle/${database}.config.ts`, '--name', name]
    const { ok } = await run(tool('drizzle-kit'), args, { live: true, env: toolEnvironment() })
    if (!ok) throw new Problem(`drizzle-kit could not write the migrations of ${database}.`)
  }
})
