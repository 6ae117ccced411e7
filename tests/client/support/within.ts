import { mount } from '@vue/test-utils'
import type { Component } from 'vue'
import { defineComponent, h } from 'vue'

/** Mounts a component inside of one whose setup gives it what it asks for around itself. */
export function mountWithin(around: () => void, component: Component, props: Record<string, unknown> = {}) {
  const host = mount(defineComponent({
    setup() {
      around()
      return () => h(component, props)
    },
  }), { attachTo: document.body })
  return host.getComponent(component)
}

/** Runs a composable in the setup of a component, and gives what it returns. */
export function withSetup<T>(run: () => T): { result: T, unmount: () => void } {
  let result: T | undefined
  const host = mount(defineComponent({
    setup() {
      result = run()
      return () => h('div')
    },
  }))
  return { result: result as T, unmount: () => host.unmount() }
}
