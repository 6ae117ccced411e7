import { fileURLToPath } from 'node:url'
import type { Rolldown } from 'vite'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** What a newcomer waits for, and what whoever talks waits for. */
const door = ['pages/index.vue', 'layouts/default.vue']
const talk = ['pages/rooms/[id].vue', 'layouts/app.vue']
// VueUse is one module and cannot be split: with one function of it a chat page carries all that the admin's pages
// use, 3 kB more (gzip, measured). Listeners and observers of the pages that come first are therefore our own.
// The folders whose modules most pages share; the admin's own stay with its pages. So do schemas: a form that needs one
// asks for it when it is sent, and a chunk takes along what its modules import, here all of zod.
const components = 'components/(?:app|auth|form|notice|page|palette|room|site|user)'
const shared = new RegExp(`^(?:${components}|composables|shared|stores|utils)/(?!.*admin|schemas)|~icons`, 'i')

interface Modules {
  getModuleInfo: (id: string) => Rolldown.ModuleInfo | null
}

/** All that these pages import without waiting. */
function importsOf(pages: string[], modules: Modules): ReadonlySet<string> {
  const found = new Set(pages)
  for (const id of found) for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) found.add(imported)
  return found
}

const known = new Map<string[], ReadonlySet<string>>()

function isOf(pages: string[], id: string, modules: Modules): boolean {
  const found = known.get(pages) ?? importsOf(pages.map(page => root + page), modules)
  known.set(pages, found)
  return found.has(id)
}

const isShared = (id: string) => shared.test(id.replace(root, ''))

/**
 * A script costs a slow line a round trip more than its bytes: what all pages start with is one, what some share few.
 * What only later pages share is not in those of the first ones; a script takes along what its modules import, so the
 * order counts.
 */
export const chunks = [
  { name: 'frame', tags: ['$initial' as const], priority: 3 },
  {
    name: (id: string, modules: Modules) => isOf(door, id, modules) ? 'shared' : undefined,
    debugName: 'shared',
    minShareCount: 2,
    priority: 2,
  },
  {
    name: (id: string, modules: Modules) => isOf(talk, id, modules) ? 'talk' : undefined,
    debugName: 'talk',
    test: isShared,
    minShareCount: 2,
    priority: 1,
  },
  { name: 'later', test: isShared, minShareCount: 3 },
]
