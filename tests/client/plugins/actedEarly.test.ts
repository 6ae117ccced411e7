import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { earlyScript } from '~/modules/build/earlyScript'
import plugin from '~/plugins/actedEarly.client'

const hooks = new Map<string, () => void>()
const sent = vi.fn()
const submits: Event[] = []
/** What nobody has kept the browser from. */
const posted = () => submits.filter(event => !event.defaultPrevented).length
const see = (event: Event) => void submits.push(event)

/** The page is as the server rendered it: nothing has a handler. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  hooks.clear()
  submits.length = 0
  window.addEventListener('submit', see, true)
  document.body.innerHTML = `
    <form id="entry"><button id="enter">Enter</button></form>
    <form id="composer"><textarea name="body"></textarea><button id="send">Send</button></form>
    <button id="menu" type="button">Menu</button>
    <button id="status" type="button" popovertarget="panel">Status</button>`
  new Function(earlyScript)()
  const { setup } = plugin as unknown as { setup: (nuxtApp: object) => void }
  setup({ isHydrating: true, hooks: { hookOnce: (name: string, work: () => void) => hooks.set(name, work) } })
  onTestFinished(async () => {
    beginHydration()
    await resolve()
    window.removeEventListener('submit', see, true)
    window.removeEventListener('click', window.notePress, true)
  })
})

const element = (id: string) => document.getElementById(id)!
const beginHydration = () => hooks.get('app:beforeMount')?.()

async function resolve() {
  hooks.get('app:suspense:resolve')?.()
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

test('a message that is sent before hydration begins waits for its handler', async () => {
  element('send').click()
  expect(leaves()).toBe(false)
  vi.advanceTimersByTime(2_999)
  beginHydration()
  hydrateForm()
  vi.advanceTimersByTime(2_999)
  expect(posted()).toBe(0)
  expect(leaves()).toBe(false)
  await resolve()
  expect(sent.mock.calls).toEqual([['send']])
  expect(leaves()).toBe(true)
  vi.advanceTimersByTime(9_000)
  expect(posted()).toBe(0)
})

test('where there are no scripts after three seconds the browser posts it, and each one after it', async () => {
  element('send').click()
  vi.advanceTimersByTime(1_000)
  element('send').click()
  vi.advanceTimersByTime(1_999)
  expect(posted()).toBe(0)
  vi.advanceTimersByTime(1)
  expect(posted()).toBe(1)
  expect(leaves()).toBe(true)
  element('send').click()
  expect(posted()).toBe(2)
  beginHydration()
  hydrateForm()
  await resolve()
  expect(sent).not.toHaveBeenCalled()
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
  element('send').click()
  expect(posted()).toBe(2)
  await resolve()
  expect(sent).not.toHaveBeenCalled()
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
