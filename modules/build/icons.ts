import icons from 'unplugin-icons/vite'

/** The strokes stay text: the library's own compiler makes a node of each, which is more to load and to hydrate. */
const iconOf = (svg: string) => {
  const [, attributes = '', body = ''] = /^<svg ([^>]*)>(.*)<\/svg>$/s.exec(svg) ?? []
  const props = Object.fromEntries(
    Array.from(attributes.matchAll(/([\w-]+)="([^"]*)"/g), ([, name, value]) => [name, value]),
  )
  return `import { h } from 'vue'\nexport default () => h('svg', ${JSON.stringify({ ...props, innerHTML: body })})`
}

/** `import IconX from '~icons/lucide/x'`: a page loads the icons it shows, and nothing that looks icons up. */
export const iconPlugin = () => icons({
  compiler: { compiler: iconOf, extension: 'js' },
  scale: 1,
  defaultClass: 'inline-block',
  iconCustomizer: (_collection, _icon, props) => void Object.assign(props, { 'aria-hidden': 'true' }),
})
