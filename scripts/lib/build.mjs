import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './child.mjs'
import { alone } from './lock.mjs'
import { tool, toolEnvironment } from './node.mjs'
import { dataDir, root, serverEntry } from './paths.mjs'
import { Problem } from './problem.mjs'
import { step } from './screen.mjs'
import { sourceHash } from './source.mjs'

const stamp = join(root, '.output', '.plaza-build')

/** Makes `.output` the build of the present sources. Builds nothing when it is; two at once build once. */
export async function ensureBuild() {
  if (isFresh()) return
  await alone('build', async () => {
    if (!isFresh()) await step('Building', build)
  })
}

/** Whether `.output` is the finished build of the present sources. */
export function isFresh() {
  return existsSync(serverEntry) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sourceHash()
}

async function build() {
  // Taken before and written after: a build that was cut short, or sources changed meanwhile, are never
  // assumed to be up to date.
  const hash = sourceHash()
  rmSync(stamp, { force: true })
  const log = join(dataDir, 'build.log')
  const { ok, reason, output } = await run(tool('nuxt'), ['build'], { env: toolEnvironment(), log, record: 'build' })
  if (!ok || !existsSync(serverEntry)) throw new Problem(`The build failed (${reason}).\n${output}`)
  writeFileSync(stamp, hash)
}
