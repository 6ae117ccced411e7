import { build } from 'esbuild'
import { defineNuxtModule } from 'nuxt/kit'

/**
 * Puts `admin.mjs` beside the built server: `npm run admin` on the server's own services. It is a bundle of its own,
 * because the chunks of the server start it when they are loaded; packages are those of the server, which has Drizzle
 * inside as well.
 */
export default defineNuxtModule({
  meta: { name: 'admin-command' },
  setup(_, nuxt) {
    if (nuxt.options.dev) return
    nuxt.hook('nitro:init', (nitro) => {
      nitro.hooks.hook('compiled', async () => {
        await build({
          entryPoints: [`${nuxt.options.rootDir}/server/cli/admin.ts`],
          outfile: `${nitro.options.output.serverDir}/admin.mjs`,
          // An absolute path is no package to esbuild, so it becomes part of the bundle.
          alias: {
            '#shared': `${nuxt.options.rootDir}/shared`,
            '#imports': `${nuxt.options.rootDir}/server/cli/imports.ts`,
            'drizzle-orm': `${nuxt.options.rootDir}/node_modules/drizzle-orm`,
          },
          bundle: true, packages: 'external', platform: 'node', format: 'esm', target: 'node22', sourcemap: true,
          define: { 'process.env.NODE_ENV': '"production"' },
        })
      })
    })
  },
})
