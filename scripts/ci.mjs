import { run } from './lib/child.mjs'
import { findCommand } from './lib/command.mjs'
import { main } from './lib/lifecycle.mjs'
import { root } from './lib/paths.mjs'
import { say } from './lib/screen.mjs'

// `.ci/run`: `npm test`, then `npm run test:fresh` where that can run, and one sum of both as the last line.
const unavailable = 'exit code 69'
const total = { passed: 0, failed: 0, failures: '' }

await main(async () => {
  await count(['test'])
  await count(['run', 'test:fresh'])
  say(`\n${total.failures}${total.passed} passed, ${total.failed} failed`)
  return total.failed > 0 ? 1 : 0
}, { signalCode: signal => signal === 'SIGINT' ? 130 : 143 })

async function count(args) {
  const { ok, reason, output } = await run(findCommand('npm') ?? 'npm', args, { cwd: root, echo: true })
  if (reason === unavailable) return
  const [, failures = '', passed = 0, failed = 0] = /((?:✖ .*\n)*)(\d+) passed, (\d+) failed\s*$/.exec(output) ?? []
  total.passed += Number(passed)
  if (Number(failed) > 0) total.failures += failures
  // One that fails without counting has failed all the same.
  total.failed += ok ? Number(failed) : Math.max(1, Number(failed))
}
