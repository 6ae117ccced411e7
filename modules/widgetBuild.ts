import { addTypeTemplate, defineNuxtModule } from 'nuxt/kit'
import { buildFrame, buildLoader, buildRender } from './build/widget'
import type { WidgetAssets } from './build/widget'

const base = '/_widget/'
const yearSeconds = 365 * 24 * 60 * 60

/**
 * The support widget, which is no part of Plaza's own pages: `/widget.js` for the pages of others, the scripts of the
 * frame below `/_widget/`, and `#widget/render` and `#widget/assets` for the route that answers `/widget`.
 */
export default defineNuxtModule({
  meta: { name: 'widget-build' },
  setup(_, nuxt) {
    const out = `${nuxt.options.buildDir}/widget`
    let assets: WidgetAssets | undefined
    nuxt.hook('nitro:config', (nitro) => {
      nitro.publicAssets = [
        ...nitro.publicAssets ?? [],
        { dir: `${out}/loader`, baseURL: '/', fallthrough: true },
        { dir: `${out}/frame`, baseURL: base, maxAge: yearSeconds },
      ]
      nitro.alias = { ...nitro.alias, '#widget/render': `${out}/server/render.mjs` }
      nitro.virtual = { ...nitro.virtual, '#widget/assets': () => `export default ${JSON.stringify(assets)}` }
    })
    // The folder of the build has been emptied by now.
    nuxt.hook('build:before', async () => {
      if (nuxt.options._prepare) return
      const built = await Promise.all([
        buildFrame(`${out}/frame`, base), buildLoader(`${out}/loader`), buildRender(`${out}/server`),
      ])
      assets = built[0]
    })
    addTypeTemplate({
      filename: 'types/widget.d.ts',
      getContents: () => [
        'declare module \'#widget/render\' {',
        `  import type { FrameData } from '${nuxt.options.rootDir}/widget/frame/data'`,
        '  export function renderFrame(data: FrameData): Promise<string>',
        '}',
        'declare module \'#widget/assets\' {',
        `  const assets: import('${nuxt.options.rootDir}/modules/build/widget').WidgetAssets`,
        '  export default assets',
        '}\n',
      ].join('\n'),
    }, { nitro: true, nuxt: true })
  },
})
