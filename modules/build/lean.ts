import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const require = createRequire(import.meta.url)
// The other build of pinia carries a saver of files, for the tools of developers.
const pinia = join(dirname(require.resolve('pinia')), 'pinia.esm-browser.prod.js')
const messageCompiler = fileURLToPath(new URL('../../i18n/messageCompiler.ts', import.meta.url))
/** Only pages of the admin use them; what they do when they are loaded is of use to nobody else. */
const unused = /\/nuxt\/dist\/app\/(?:components\/client-only|composables\/(?:asyncData|fetch))\.js$/
/**
 * Where one had scrolled to, as vue-router reads it. In a new tab that throws, and V8 parses the whole script again for
 * the positions in the stack of the error: a tenth of a second on a phone.
 */
const scrollPositions = 'JSON.parse(sessionStorage[SCROLL_KEY])'

const onBuild = {
  apply: 'build', enforce: 'pre', applyToEnvironment: ({ name }: { name: string }) => name === 'client',
} as const

/** Keeps out of the first script what libraries leave in it and no page that comes first needs. */
export const leanPlugin = (): Plugin => ({
  name: 'plaza:lean',
  ...onBuild,
  resolveId(source, importer) {
    if (/^pinia$|\/pinia\/dist\/pinia\.js$/.test(source)) return pinia
    const isCompiler = /@intlify\/message-compiler(?:\/dist\/message-compiler\.mjs)?$/.test(source)
    return isCompiler && importer !== messageCompiler ? messageCompiler : undefined
  },
  transform: {
    filter: { id: unused },
    handler: () => ({ moduleSideEffects: false }),
  },
})

/** Spares the first script what libraries do while it starts, which holds everybody up. */
export const quickStartPlugin = (): Plugin => ({
  name: 'plaza:quick-start',
  ...onBuild,
  transform: {
    filter: { code: scrollPositions },
    handler: code => code.replace(scrollPositions, `${scrollPositions.slice(0, -1)} ?? '{}')`),
  },
})
