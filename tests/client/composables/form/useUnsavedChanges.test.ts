import { beforeEach, expect, test } from 'vitest'
import { openClient } from '../../support/client'
import { useLoadingIndicator, useRouter } from '../../support/nuxt'
import { withSetup } from '../../support/within'

beforeEach(() => void openClient())

type Guard = (to: { path: string }, from: { path: string }) => unknown

function open(unsaved: () => boolean) {
  const { result, unmount } = withSetup(() => useUnsavedChanges(unsaved))
  const guard = useRouter().beforeEach.mock.lastCall?.at(0) as unknown as Guard
  return { ...result, unmount, to: (path: string) => guard({ path }, { path: '/here' }) }
}

/** Whether the browser would ask. */
const isAsked = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))

test('nobody is asked for what is saved, and nobody who stays on the page', () => {
  let unsaved = false
  const { to, asking } = open(() => unsaved)
  expect([to('/there'), isAsked()]).toEqual([true, false])
  unsaved = true
  expect(to('/here')).toBe(true)
  expect(asking.value).toBe(false)
})

test('whoever leaves what is not saved is asked, stays or goes', async () => {
  const { to, asking, answer } = open(() => true)
  expect(isAsked()).toBe(true)
  const staying = to('/there')
  expect(asking.value).toBe(true)
  const { finish, start } = useLoadingIndicator()
  expect(finish, 'no page is on its way while the question is open').toHaveBeenCalledWith({ force: true })
  expect(start).not.toHaveBeenCalled()
  answer(false)
  expect([await staying, asking.value]).toEqual([false, false])
  const going = to('/there')
  answer(true)
  expect(await going).toBe(true)
  expect(start).toHaveBeenCalledOnce()
})

test('a second way out takes the place of the first', async () => {
  const { to, answer } = open(() => true)
  const [first, second] = [to('/there'), to('/elsewhere')]
  expect(await first).toBe(false)
  answer(true)
  expect(await second).toBe(true)
})

test('who logs out is not asked, and a form that is gone asks nothing', async () => {
  const { to, unmount } = open(() => true)
  const going = to('/there')
  unmount()
  expect([await going, isAsked()]).toEqual([true, false])
  const next = open(() => true)
  await useSessionStore().leave('/')
  expect([next.to('/there'), isAsked()]).toEqual([true, false])
})
