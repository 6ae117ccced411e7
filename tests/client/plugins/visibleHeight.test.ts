import { beforeEach, expect, test, vi } from 'vitest'
import plugin from '~/plugins/visibleHeight.client'

const view = Object.assign(new EventTarget(), { height: 0, scale: 1 })
const visible = () => document.documentElement.style.getPropertyValue('--visible-height')

function see(height: number, scale = 1) {
  Object.assign(view, { height, scale })
  view.dispatchEvent(new Event('resize'))
}

beforeEach(() => {
  vi.stubGlobal('visualViewport', view)
  vi.stubGlobal('innerHeight', 800)
  vi.stubGlobal('scrollTo', vi.fn())
  ;(plugin as unknown as { setup: () => void }).setup()
})

test('the page is as high as a keyboard leaves it, and whole again without', () => {
  see(460)
  expect(visible()).toBe('460px')
  expect(scrollTo).toHaveBeenCalledWith(0, 0)
  see(800)
  expect(visible()).toBe('')
})

test('neither a bar of the browser nor zooming in makes it lower', () => {
  see(740)
  expect(visible()).toBe('')
  see(400, 2)
  expect(visible()).toBe('')
})
