import { addTypeTemplate, defineNuxtModule } from 'nuxt/kit'

const prefixes = ['/api/', '/forms/', '/ofrep/']

/**
 * Makes `#route-methods`: the routes of the API, the forms and OFREP as the build found them, each with
 * its method in upper case.
 */
export default defineNuxtModule({
  meta: { name: 'route-methods' },
  setup(_, nuxt) {
    nuxt.hook('nitro:init', (nitro) => {
      nitro.options.virtual['#route-methods'] = () => {
        const routes = nitro.scannedHandlers.flatMap(({ route, method }) =>
          method && prefixes.some(prefix => route?.startsWith(prefix)) ? [[route, method.toUpperCase()]] : [],
        )
        return `export default ${JSON.stringify(routes)}`
      }
    })
    addTypeTemplate({
      filename: 'types/route-methods.d.ts',
      getContents: () => [
        'declare module \'#route-methods\' {',
        '  const routes: [route: string, method: string][]',
        '  export default routes',
        '}\n',
      ].join('\n'),
    }, { nitro: true, nuxt: true })
  },
})
