import { renderToString } from '@vue/test-utils'
import { createApp, createSSRApp, h, Suspense } from 'vue'
import { expect, onTestFinished, test, vi } from 'vitest'
import AppHydrationTask from '~/components/app/AppHydrationTask.vue'
import { until } from '../../support/client'
import { useNuxtApp } from '../../support/nuxt'

const hydrated = vi.fn()
const Part = defineComponent({
  props: { name: { type: String, required: true } },
  setup(props) {
    hydrated(props.name)
    return () => h('button', { onClick: () => hydrated(`${props.name} pressed`) }, props.name)
  },
})
const inTask = (name: string) => h(AppHydrationTask, () => h(Part, { name }))
const Page = defineComponent({
  setup: () => () => h('main', [h(Part, { name: 'head' }), inTask('list'), inTask('end')]),
})

test('what the server rendered is taken over one task after the other, and the page waits for all', async () => {
  const root = document.createElement('div')
  root.innerHTML = await renderToString(Page)
  expect(root.innerHTML).toBe('<main><button>head</button><button>list</button><button>end</button></main>')
  const [, list] = root.querySelectorAll('button')
  hydrated.mockClear()
  useNuxtApp.mockReturnValue({ ...useNuxtApp(), isHydrating: true })
  const resolved = vi.fn(() => hydrated('resolved'))
  const app = createSSRApp({ render: () => h(Suspense, { onResolve: resolved }, () => h(Page)) })
  onTestFinished(() => app.unmount())

  app.mount(root)
  await nextTick()
  expect(hydrated.mock.calls).toEqual([['head']])
  await until(() => expect(resolved).toHaveBeenCalled())
  expect(hydrated.mock.calls.flat()).toEqual(['head', 'list', 'end', 'resolved'])
  expect(root.querySelectorAll('button')[1]).toBe(list)
  list?.click()
  expect(hydrated).toHaveBeenLastCalledWith('list pressed')
})

test('a page that is opened later is there at once', () => {
  const root = document.createElement('div')
  const app = createApp({ render: () => h(Page) })
  onTestFinished(() => app.unmount())
  app.mount(root)
  expect(root.textContent).toBe('headlistend')
})
