import type { NuxtTemplate } from 'nuxt/schema'

/** Nuxt runs all plugins in one task, a quarter of a second on a slow device. Here each may pause first. */
export function pausePlugins(templates: NuxtTemplate[]): void {
  const list = templates.find(({ filename }) => filename === 'plugins.client.mjs')
  const contents = list?.getContents
  if (!list || !contents) throw new Error('Nuxt has no template plugins.client.mjs any more')
  list.getContents = async (data) => {
    const [imports, plugins, rest] = (await contents(data)).split(/^export default /m)
    if (!plugins || rest !== undefined) throw new Error('plugins.client.mjs exports no list any more')
    return `import { pluginPause } from '~/utils/pluginPause'\n${imports}`
      + `export default ${plugins.trim()}.flatMap(plugin => [pluginPause, plugin])`
  }
}
