import type { Component } from 'vue'
import { createApp, h, Suspense } from 'vue'
import { expect, onTestFinished, test, vi } from 'vitest'
import AppHydrationTask from '~/components/app/AppHydrationTask.vue'
import { until } from '../../support/client'
import { hydrate } from '../../support/hydrate'
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

/** A page that the browser takes over from the server. */
async function open(page: Component) {
  const rendered: Element[] = []
  const resolved = vi.fn(() => hydrated('resolved'))
  const whole = defineComponent({ render: () => h(Suspense, { onResolve: resolved }, () => h(page)) })
  const root = await hydrate(whole, {}, (markup) => {
    rendered.push(...markup.querySelectorAll('button'))
    hydrated.mockClear()
    useNuxtApp.mockReturnValue({ ...useNuxtApp(), isHydrating: true })
  })
  const buttons = () => [...root.querySelectorAll('button')]
  return { root, rendered, buttons, done: () => until(() => expect(resolved).toHaveBeenCalled()) }
}

test('what the server rendered is taken over one task after the other, and the page waits for all', async () => {
  const { root, rendered, buttons, done } = await open(Page)
  expect(root.innerHTML).toBe('<main><button>head</button><button>list</button><button>end</button></main>')
  await nextTick()
  expect(hydrated.mock.calls).toEqual([['head']])
  await done()
  expect(hydrated.mock.calls.flat()).toEqual(['head', 'list', 'end', 'resolved'])
  expect(buttons()[1]).toBe(rendered[1])
  buttons()[1]?.click()
  expect(hydrated).toHaveBeenLastCalledWith('list pressed')
})

test('what is in a task may have tasks of its own, and the page waits for them too', async () => {
  const List = defineComponent({ setup: () => () => h('ol', [inTask('first'), inTask('second'), inTask('end')]) })
  const list = () => h(AppHydrationTask, () => h(List))
  const Room = defineComponent({ setup: () => () => h('main', [list(), inTask('composer')]) })
  const { rendered, buttons, done } = await open(Room)
  await done()
  expect(hydrated.mock.calls.flat()).toEqual(['composer', 'first', 'second', 'end', 'resolved'])
  expect(buttons()[0]).toBe(rendered[0])
})

test('a page that is opened later is there at once', () => {
  const root = document.createElement('div')
  const app = createApp({ render: () => h(Page) })
  onTestFinished(() => app.unmount())
  app.mount(root)
  expect(root.textContent).toBe('headlistend')
})
