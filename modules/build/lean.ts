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

/** Keeps out of the first script what libraries leave in it and no page that comes first needs. */
export const leanPlugin = (): Plugin => ({
  name: 'plaza:lean',
  apply: 'build',
  enforce: 'pre',
  applyToEnvironment: ({ name }) => name === 'client',
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
