import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'

// What a build is made of. Tests, scripts and documents are not: changing them needs no build.
const parts = [
  'app.config.ts', 'app.vue', 'assets', 'components', 'composables', 'drizzle', 'error.vue', 'events', 'i18n',
  'layouts', 'middleware', 'modules', 'nuxt.config.ts', 'package-lock.json', 'pages', 'plugins', 'public', 'server',
  'service-worker', 'shared', 'stores', 'tsconfig.json', 'utils', 'widget',
]

/** A fingerprint of everything a build is made of: names and contents. */
export function sourceHash() {
  const hash = createHash('sha256')
  for (const path of parts.flatMap(filesBelow)) {
    const content = readFileSync(join(root, path))
    hash.update(`${path}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

function filesBelow(path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (!statSync(full).isDirectory()) return [path]
  const names = readdirSync(full).filter(name => !name.startsWith('.') && !name.endsWith('~')).sort()
  return names.flatMap(name => filesBelow(join(path, name)))
}
