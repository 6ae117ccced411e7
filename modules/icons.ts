import { icons } from '@iconify-json/lucide'
import { addTypeTemplate, addVitePlugin, defineNuxtModule } from 'nuxt/kit'

const prefix = '~icons/'

function componentOf(name: string): string {
  const body = icons.icons[icons.aliases?.[name]?.parent ?? name]?.body
  if (!body) throw new Error(`Lucide has no icon "${name}"`)
  const props = { 'viewBox': '0 0 24 24', 'width': '1em', 'height': '1em', 'class': 'inline-block', 'aria-hidden': 'true', 'innerHTML': body }
  return `import { h } from 'vue'\nexport default () => h('svg', ${JSON.stringify(props)})`
}

/** `import IconX from '~icons/x'`: an icon of Lucide as a component. A page loads the ones it shows, and nothing that looks icons up. */
export default defineNuxtModule({
  meta: { name: 'icons' },
  setup() {
    addVitePlugin({
      name: 'icons',
      enforce: 'pre',
      resolveId: id => id.startsWith(prefix) ? `\0${id}` : undefined,
      load: id => id.startsWith(`\0${prefix}`) ? componentOf(id.slice(prefix.length + 1)) : undefined,
    })
    addTypeTemplate({
      filename: 'types/icons.d.ts',
      getContents: () => `declare module '${prefix}*' {\n  const icon: import('vue').FunctionalComponent\n  export default icon\n}\n`,
    })
  },
})
