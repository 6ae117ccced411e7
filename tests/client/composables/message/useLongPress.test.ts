import { beforeEach, expect, test, vi } from 'vitest'
import { ref } from 'vue'
import { withSetup } from '../../support/within'

const opened = vi.fn()

beforeEach(() => {
  vi.useFakeTimers()
  opened.mockReset()
  document.body.innerHTML = `<div role="log"><article>
    <p>hello <a href="#">link</a></p><button data-action="more"></button>
  </article></div>`
  document.querySelector('button')!.addEventListener('click', opened)
  withSetup(() => useLongPress(ref(document.querySelector<HTMLElement>('[role=log]'))))
})

function point(type: string, target = 'p', init: PointerEventInit = {}) {
  document.querySelector(target)!.dispatchEvent(new PointerEvent(type, {
    bubbles: true, isPrimary: true, pointerType: 'touch', ...init,
  }))
}

test('a finger that stays on a message opens its menu', () => {
  point('pointerdown')
  vi.advanceTimersByTime(400)
  expect(opened).not.toHaveBeenCalled()
  point('pointermove', 'p', { clientX: 4, clientY: 4 })
  vi.advanceTimersByTime(100)
  expect(opened).toHaveBeenCalledOnce()
})

test.each(['pointerup', 'pointercancel'])('not one that is lifted before (%s)', (type) => {
  point('pointerdown')
  point(type)
  vi.advanceTimersByTime(1_000)
  expect(opened).not.toHaveBeenCalled()
})

test('not one that scrolls, a mouse, or one on a link', () => {
  point('pointerdown')
  point('pointermove', 'p', { clientY: 30 })
  vi.advanceTimersByTime(1_000)
  point('pointerdown', 'p', { pointerType: 'mouse' })
  vi.advanceTimersByTime(1_000)
  point('pointerdown', 'a')
  vi.advanceTimersByTime(1_000)
  expect(opened).not.toHaveBeenCalled()
})
