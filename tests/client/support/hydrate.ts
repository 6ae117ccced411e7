import { config, renderToString } from '@vue/test-utils'
import type { Component, Plugin } from 'vue'
import { createSSRApp, h } from 'vue'
import { onTestFinished } from 'vitest'

/** A component as a page has it: rendered by the server, with `before` done to it before it is hydrated. */
export async function hydrate(
  component: Component, props: Record<string, unknown>, before: (root: HTMLElement) => void,
): Promise<HTMLElement> {
  const root = document.createElement('div')
  root.innerHTML = await renderToString(component, { props })
  document.body.append(root)
  before(root)
  const app = createSSRApp({ render: () => h(component, props) })
  for (const plugin of config.global.plugins) app.use(plugin as Plugin)
  app.mount(root)
  onTestFinished(() => {
    app.unmount()
    root.remove()
  })
  return root
}
