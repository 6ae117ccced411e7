import { cpSync, globSync } from 'node:fs'
import { build } from 'esbuild'
import { defineNuxtModule } from 'nuxt/kit'

/**
 * Puts `pictureWorker.mjs` beside the built server, which starts it as a process of its own: one file, and the native
 * library of `sharp` for this machine.
 */
export default defineNuxtModule({
  meta: { name: 'picture-worker' },
  setup(_, nuxt) {
    if (nuxt.options.dev) return
    const { rootDir } = nuxt.options
    nuxt.hook('nitro:init', (nitro) => {
      nitro.hooks.hook('compiled', async () => {
        const { serverDir } = nitro.options.output
        await build({
          entryPoints: [`${rootDir}/server/worker/pictureWorker.ts`],
          outfile: `${serverDir}/pictureWorker.mjs`,
          bundle: true, platform: 'node', format: 'esm', target: 'node22', sourcemap: true, minifyWhitespace: true,
          // Packages inside that are no modules ask for Node's own parts by `require`.
          banner: { js: 'import{createRequire as own}from"node:module";const require=own(import.meta.url);' },
        })
        for (const library of globSync('node_modules/@img/sharp-*', { cwd: rootDir })) {
          cpSync(`${rootDir}/${library}`, `${serverDir}/${library}`, { recursive: true })
        }
      })
    })
  },
})
