import { expect, test, vi } from 'vitest'
import { PageAround } from '~/widget/frame/page'

const site = 'https://shop.test'

/** A frame in a page of the site, which hears what it is told. */
function framed() {
  vi.useFakeTimers()
  const parent = { postMessage: vi.fn() }
  vi.spyOn(window, 'parent', 'get').mockReturnValue(parent as never)
  const listener = vi.fn()
  const greeted = new PageAround('key', site).greet(listener)
  const say = (data: object, origin = site) =>
    window.dispatchEvent(new MessageEvent('message', { origin, source: parent as never, data }))
  return { greeted, listener, parent, say }
}

test('the page around says hello, also when it is slow', async () => {
  const { greeted, parent, say } = framed()
  expect(parent.postMessage).toHaveBeenCalledWith({ type: 'ready', plaza: 'key' }, site)
  await vi.advanceTimersByTimeAsync(9_000)
  say({ type: 'hello', plaza: 'key', kept: { token: 'mine' }, shown: true })
  expect((await greeted).kept).toEqual({ token: 'mine' })
})

test('a page without a script of ours gets a conversation of its own after ten seconds', async () => {
  const { greeted } = framed()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await greeted).toEqual({ kept: {}, shown: true })
})

test('nobody else is heard', async () => {
  const { greeted, say } = framed()
  say({ type: 'hello', plaza: 'key', kept: { token: 'foreign' }, shown: true }, 'https://other.test')
  say({ type: 'hello', plaza: 'other key', kept: { token: 'foreign' }, shown: true })
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await greeted).kept).toEqual({})
})
