import { createHooks } from 'hookable'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { earlyScript } from '~/modules/build/earlyScript'
import plugin from '~/plugins/actedEarly.client'

/** As Nuxt calls them, with those of other plugins. */
let hooks: ReturnType<typeof createHooks>
const sent = vi.fn()
const submits: Event[] = []
/** What nobody has kept the browser from. */
const posted = () => submits.filter(event => !event.defaultPrevented).length
const see = (event: Event) => void submits.push(event)

/** The page is as the server rendered it: nothing has a handler. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  hooks = createHooks()
  submits.length = 0
  window.addEventListener('submit', see, true)
  document.body.innerHTML = `
    <form id="entry"><button id="enter">Enter</button></form>
    <form id="composer"><textarea name="body"></textarea><button id="send">Send</button></form>
    <button id="menu" type="button">Menu</button>
    <button id="status" type="button" popovertarget="panel">Status</button>`
  new Function(earlyScript)()
  const { setup } = plugin as unknown as { setup: (nuxtApp: object) => void }
  setup({ isHydrating: true, hooks })
  onTestFinished(async () => {
    beginHydration()
    await resolve()
    window.removeEventListener('submit', see, true)
    window.removeEventListener('click', window.notePress, true)
  })
})

const element = (id: string) => document.getElementById(id)!
const box = () => document.querySelector('textarea')!
const write = (text: string) => { box().value = text }
const call = (name: string) => hooks.callHook(name)
const beginHydration = () => call('app:beforeMount')

async function resolve() {
  await call('app:suspense:resolve')
  await nextTick()
  await nextTick()
}

/** A part of the page is hydrated: its handler answers. */
function hydrateForm() {
  element('composer').addEventListener('submit', (event) => {
    event.preventDefault()
    event.stopPropagation()
    sent((event as SubmitEvent).submitter?.id)
  })
}

const leaves = () => window.dispatchEvent(new Event('beforeunload', { cancelable: true }))

test('a form that is sent before hydration begins is posted by the browser', () => {
  element('enter').click()
  expect(posted()).toBe(1)
})

test('the text of a message that the browser posts is remembered until the page is hydrated', async () => {
  write('early')
  element('send').click()
  expect(posted()).toBe(1)
  expect(isPostedEarly('early')).toBe(true)
  expect(isPostedEarly('another')).toBe(false)
  write('changed')
  element('send').click()
  expect(isPostedEarly('changed'), 'it needs an id of its own').toBe(false)
  beginHydration()
  hydrateForm()
  write('held')
  element('send').click()
  expect(isPostedEarly('early')).toBe(true)
  await resolve()
  expect(isPostedEarly('early')).toBe(false)
  write('later')
  element('send').click()
  expect(isPostedEarly('later')).toBe(false)
})

test('what was posted is known until drafts are brought back, after what was sent meanwhile', async () => {
  write('early')
  element('send').click()
  beginHydration()
  hydrateForm()
  element('send').click()
  const known = new Promise<[boolean, number]>((resolve) => {
    // As plugins/outbox.client.ts does it.
    hooks.hookOnce('app:suspense:resolve', () =>
      void nextTick(() => resolve([isPostedEarly('early'), sent.mock.calls.length])))
  })
  await resolve()
  expect(await known).toEqual([true, 1])
  expect(isPostedEarly('early')).toBe(false)
})

test('whoever goes back meanwhile gets the page of that address; afterwards the router leads there', async () => {
  const reload = vi.spyOn(location, 'reload').mockImplementation(() => {})
  const router = vi.fn()
  window.addEventListener('popstate', router)
  const before = location.href
  onTestFinished(() => {
    window.removeEventListener('popstate', router)
    reload.mockRestore()
    history.replaceState(null, '', before)
  })
  const go = (path: string) => {
    history.replaceState(null, '', path)
    window.dispatchEvent(new PopStateEvent('popstate'))
  }
  go(`${location.pathname}${location.search}#end`)
  expect([reload.mock.calls.length, router.mock.calls.length], 'the same page').toEqual([0, 1])
  go('/rooms/7')
  expect([reload.mock.calls.length, router.mock.calls.length], 'before hydration').toEqual([1, 1])
  beginHydration()
  go('/rooms/8')
  expect([reload.mock.calls.length, router.mock.calls.length], 'during hydration').toEqual([2, 1])
  await resolve()
  go('/rooms/9')
  expect([reload.mock.calls.length, router.mock.calls.length], 'afterwards').toEqual([2, 2])
})

test('a form that is sent while the page is being hydrated goes to its handler afterwards, by its button', async () => {
  beginHydration()
  hydrateForm()
  element('send').click()
  expect(sent).not.toHaveBeenCalled()
  expect(posted()).toBe(0)
  await resolve()
  expect(sent.mock.calls).toEqual([['send']])
  element('send').click()
  expect(sent).toHaveBeenCalledTimes(2)
  expect(posted()).toBe(0)
})

test('what was held goes on in a task of its own, after what is mounted', async () => {
  beginHydration()
  hydrateForm()
  element('send').click()
  const resolved = call('app:suspense:resolve')
  element('menu').click()
  await nextTick()
  expect(sent, 'the page is still held').not.toHaveBeenCalled()
  await resolved
  await nextTick()
  await nextTick()
  expect(sent.mock.calls).toEqual([['send']])
})

test('a button that acts by its click is pressed again, where its form has no handler', async () => {
  const clicked = vi.fn((event: Event) => event.preventDefault())
  beginHydration()
  element('send').addEventListener('click', clicked)
  element('send').click()
  expect(clicked).not.toHaveBeenCalled()
  await resolve()
  expect(clicked).toHaveBeenCalledOnce()
  expect(posted()).toBe(0)
})

test('after three seconds the browser posts it, and each one after it', async () => {
  beginHydration()
  hydrateForm()
  element('send').click()
  vi.advanceTimersByTime(2_999)
  expect(posted()).toBe(0)
  vi.advanceTimersByTime(1)
  expect(posted()).toBe(1)
  expect(isPostedEarly('')).toBe(true)
  element('send').click()
  expect(posted()).toBe(2)
  await resolve()
  expect(sent).not.toHaveBeenCalled()
})

test('what is sent is what stood there at the press', async () => {
  beginHydration()
  hydrateForm()
  element('send').click()
  element('send').click()
  expect(box().readOnly).toBe(true)
  await resolve()
  expect(box().readOnly).toBe(false)
  expect(sent).toHaveBeenCalledOnce()
})

test('a field that nobody may change stays so', async () => {
  box().readOnly = true
  beginHydration()
  hydrateForm()
  element('send').click()
  await resolve()
  expect(box().readOnly).toBe(true)
})

test('a message does not give way to a form that is sent after it', async () => {
  beginHydration()
  hydrateForm()
  const entered = vi.fn((event: Event) => event.preventDefault())
  element('entry').addEventListener('submit', entered)
  element('send').click()
  element('enter').click()
  await resolve()
  expect(sent).toHaveBeenCalledOnce()
  expect(entered).toHaveBeenCalledOnce()
})

test('of two forms the browser posts the message, and holds neither any more', () => {
  const other = document.createElement('input')
  element('entry').append(other)
  beginHydration()
  element('send').click()
  element('enter').click()
  vi.advanceTimersByTime(3_000)
  expect(submits.filter(event => !event.defaultPrevented).map(({ target }) => (target as Element).id))
    .toEqual(['composer'])
  expect(leaves()).toBe(true)
  expect([other.readOnly, box().readOnly]).toEqual([false, false])
  expect((element('entry') as HTMLFormElement).ariaBusy).toBeFalsy()
})

test('a form that leads nowhere is held on when the browser posts another', async () => {
  element('entry').setAttribute('method', 'dialog')
  const saved = vi.fn((event: Event) => event.preventDefault())
  element('entry').addEventListener('submit', saved)
  beginHydration()
  element('enter').click()
  element('send').click()
  vi.advanceTimersByTime(3_000)
  await resolve()
  expect(saved).toHaveBeenCalledOnce()
})

test('a form that leads nowhere waits for its handler as long as it takes', async () => {
  element('entry').setAttribute('method', 'dialog')
  const saved = vi.fn((event: Event) => event.preventDefault())
  element('entry').addEventListener('submit', saved)
  beginHydration()
  vi.advanceTimersByTime(3_000)
  element('enter').click()
  expect(saved).not.toHaveBeenCalled()
  await resolve()
  expect(saved).toHaveBeenCalledOnce()
})

test('the browser posts it at once when the page is put away', () => {
  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
  onTestFinished(() => hidden.mockRestore())
  beginHydration()
  hydrateForm()
  element('send').click()
  expect(posted()).toBe(0)
  document.dispatchEvent(new Event('visibilitychange'))
  expect(posted()).toBe(1)
})

test('the browser posts it at once when the page cannot be shown', async () => {
  beginHydration()
  hydrateForm()
  element('send').click()
  call('app:error')
  expect(posted()).toBe(1)
  await resolve()
  expect(sent).not.toHaveBeenCalled()
})

test('an error of later leaves alone what is pressed then', async () => {
  beginHydration()
  await resolve()
  const clicked = vi.fn()
  element('menu').addEventListener('click', clicked)
  window.notePress.target = element('menu')
  await call('app:error')
  expect(clicked).not.toHaveBeenCalled()
})

describe('Enter in the composer while the page is being hydrated', () => {
  const heard = vi.fn<(event: KeyboardEvent) => void>()
  const press = (fields: KeyboardEventInit = {}) => {
    const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...fields })
    return box().dispatchEvent(event)
  }
  const pointer = (kind: string) => vi.spyOn(window, 'matchMedia')
    .mockImplementation(query => ({ matches: query.includes(kind) }) as MediaQueryList)
  beforeEach(() => {
    pointer('fine')
    heard.mockReset()
    write('hello')
    beginHydration()
    box().addEventListener('keydown', heard)
  })

  test('is heard by its handler afterwards, which may send', async () => {
    heard.mockImplementation(event => event.preventDefault())
    expect(press()).toBe(false)
    expect(box().readOnly).toBe(true)
    expect(heard).not.toHaveBeenCalled()
    await resolve()
    expect(heard).toHaveBeenCalledOnce()
    expect(box().value).toBe('hello')
    expect(box().readOnly).toBe(false)
  })

  test('begins a line where its handler does not send', async () => {
    press({ ctrlKey: true })
    await resolve()
    expect(heard.mock.calls[0]?.[0]).toMatchObject({ key: 'Enter', ctrlKey: true })
    expect(box().value).toBe('hello\n')
  })

  test('begins a line where the page does not come', () => {
    press()
    vi.advanceTimersByTime(3_000)
    expect(box().value).toBe('hello\n')
    expect(box().readOnly).toBe(false)
  })

  test.each([
    ['with Shift', { shiftKey: true }],
    ['that ends a composed word', { isComposing: true }],
    ['that is another key', { key: 'a' }],
  ])('%s is the browser’s', (_, fields) => expect(press(fields)).toBe(true))

  test.each([
    ['before', [0, 1]],
    ['behind', [1, 0]],
  ])('gives way to the button that is pressed %s it', async (_, order) => {
    hydrateForm()
    const acts = [() => element('send').click(), () => void press()]
    order.forEach(n => acts[n]?.())
    expect(box().readOnly).toBe(true)
    await resolve()
    expect(sent).toHaveBeenCalledOnce()
    expect(heard).not.toHaveBeenCalled()
    expect(box().value).toBe('hello')
    expect(box().readOnly).toBe(false)
  })

  test('on a touch keyboard is the browser’s', () => {
    pointer('coarse')
    expect(press()).toBe(true)
  })
})

test('nobody leaves the page by accident while it holds what they have sent', async () => {
  beginHydration()
  hydrateForm()
  expect(leaves()).toBe(true)
  element('send').click()
  expect(leaves()).toBe(false)
  await resolve()
  expect(leaves()).toBe(true)
})

test('a press is done once: when all of the page is hydrated, or after three seconds', async () => {
  const pressed = vi.fn()
  beginHydration()
  element('menu').addEventListener('click', pressed)
  element('menu').click()
  element('menu').click()
  expect(pressed).not.toHaveBeenCalled()
  vi.advanceTimersByTime(3_000)
  expect(pressed).toHaveBeenCalledOnce()
  element('menu').click()
  expect(pressed).toHaveBeenCalledTimes(2)
  await resolve()
  expect(pressed).toHaveBeenCalledTimes(2)
})

test('a popover that the browser has opened is not closed by a second press', async () => {
  const pressed = vi.fn()
  beginHydration()
  element('status').click()
  element('status').addEventListener('click', pressed)
  await resolve()
  expect(pressed).not.toHaveBeenCalled()
})
