import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, test } from 'vitest'
import AppShortcuts from '~/components/app/AppShortcuts.vue'
import { roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import { goTo, navigateTo } from '../../support/nuxt'
import { withSetup } from '../../support/within'

let stop: () => void

beforeEach(() => {
  openClient()
  const rooms = useRoomsStore()
  for (const id of [3, 2, 1]) rooms.receive(roomOf({ id }))
  document.body.innerHTML = `
    <div role="log" tabindex="0">
      <article tabindex="-1" id="first"></article>
      <article tabindex="-1" id="last">
        <button data-action="reply"></button><button data-action="more"></button>
      </article>
    </div>
    <form id="composer"><textarea></textarea></form><input id="other">`
  stop = withSetup(() => useShortcuts()).unmount
  return () => stop()
})

const focused = () => document.activeElement?.id || document.activeElement?.tagName.toLowerCase()
const focus = (selector: string) => document.querySelector<HTMLElement>(selector)!.focus()

/** True when the browser does nothing of its own with the key. */
function press(key: string, modifiers: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, composed: true, ...modifiers })
  ;(document.activeElement ?? document.body).dispatchEvent(event)
  return event.defaultPrevented
}

describe('the palette', () => {
  test.each([{ ctrlKey: true }, { metaKey: true }])('opens from anywhere with %j and K', (modifier) => {
    focus('textarea')
    expect(press('K', modifier)).toBe(true)
    expect(useOverlaysStore().open).toBe('palette')
  })

  test('does not open for other combinations', () => {
    expect([press('k'), press('k', { ctrlKey: true, shiftKey: true }), press('k', { ctrlKey: true, altKey: true })])
      .toEqual([false, false, false])
    expect(useOverlaysStore().open).toBeUndefined()
  })
})

describe('rooms', () => {
  test('are gone through in their order, around the ends too', () => {
    goTo('/rooms/1', { id: '1' })
    expect(press('ArrowDown', { altKey: true })).toBe(true)
    expect(navigateTo).toHaveBeenLastCalledWith('/rooms/2')
    press('ArrowUp', { altKey: true })
    expect(navigateTo).toHaveBeenLastCalledWith('/rooms/3')
  })

  test('cannot be gone through where there are none', () => {
    openClient()
    withSetup(() => useShortcuts())
    stop()
    press('ArrowDown', { altKey: true })
    expect(navigateTo).not.toHaveBeenCalled()
  })
})

describe('inside a field', () => {
  test.each(['?', 'r', 'ArrowUp', 'Escape'])('%s is what is typed', (key) => {
    focus('#other')
    expect(press(key)).toBe(false)
    expect(focused()).toBe('other')
    expect(useOverlaysStore().open).toBeUndefined()
  })
})

describe('outside of fields', () => {
  test('? shows the shortcuts, and nothing else works while they are shown', () => {
    expect(press('?')).toBe(true)
    expect(useOverlaysStore().open).toBe('shortcuts')
    expect(press('r')).toBe(false)
  })

  test('R goes to the composer', () => {
    expect(press('r')).toBe(true)
    expect(focused()).toBe('textarea')
  })

  test('the keys of a message press its buttons, and are those of the page where it has none', () => {
    const pressed: string[] = []
    document.addEventListener('click', ({ target }) => pressed.push((target as HTMLElement).dataset.action!))
    focus('#last')
    expect([press('r'), press('m')]).toEqual([true, true])
    expect(pressed).toEqual(['reply', 'more'])
    expect(focused()).toBe('last')
    focus('#first')
    expect(press('m')).toBe(false)
    expect(press('r')).toBe(true)
    expect(focused()).toBe('textarea')
  })

  test('the browser\'s own combinations stay its own', () => {
    expect(press('r', { ctrlKey: true })).toBe(false)
    expect(focused()).toBe('body')
  })

  test('the arrows go from message to message, from the newest on', () => {
    expect(press('ArrowUp')).toBe(false)
    focus('[role=log]')
    expect(press('ArrowUp')).toBe(true)
    expect(focused()).toBe('last')
    press('ArrowUp')
    expect(focused()).toBe('first')
    press('ArrowUp')
    expect(focused()).toBe('first')
    press('ArrowDown')
    expect(focused()).toBe('last')
  })

  test('↑ leads out of an empty composer into the list, and ↓ at its end back', () => {
    focus('textarea')
    expect(press('ArrowUp', { shiftKey: true })).toBe(false)
    expect(press('ArrowDown')).toBe(false)
    expect(press('ArrowUp')).toBe(true)
    expect(focused()).toBe('last')
    press('ArrowDown')
    expect(focused()).toBe('textarea')
  })

  test('↑ stays in a composer with a text', () => {
    document.querySelector('textarea')!.value = 'half a sent'
    focus('textarea')
    expect(press('ArrowUp')).toBe(false)
    expect(focused()).toBe('textarea')
  })

  test('Escape leads out of the list to the composer', () => {
    focus('#first')
    press('Escape')
    expect(focused()).toBe('textarea')
  })

  test('a key that something else has used is used up', () => {
    document.body.addEventListener('keydown', event => event.preventDefault(), { once: true })
    press('r')
    expect(focused()).toBe('body')
  })
})

test('nothing is heard any more when the page is gone', () => {
  stop()
  press('?')
  expect(useOverlaysStore().open).toBeUndefined()
})

test('the sheet names every shortcut, and closes', async () => {
  useOverlaysStore().show('shortcuts')
  const sheet = mount(AppShortcuts, { attachTo: document.body })
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Close')
  expect(sheet.findAll('dt').map(name => name.text())).not.toContain('')
  expect(sheet.findAll('dd').map(keys => keys.findAll('kbd').map(key => key.text()).join(' ')))
    .toEqual(['Ctrl K', '?', 'Alt ↑', 'Alt ↓', '↑ ↓', 'R', 'C', 'M', 'R', 'Esc'])
  await sheet.get('button').trigger('click')
  expect(useOverlaysStore().open).toBeUndefined()
})
