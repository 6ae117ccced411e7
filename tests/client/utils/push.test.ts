import { beforeEach, expect, test, vi } from 'vitest'
import { ada, grace } from '../support/cast'

const unsubscribe = vi.fn(async () => true)
const close = vi.fn()

beforeEach(() => {
  localStorage.clear()
  vi.clearAllMocks()
  const pushManager = { getSubscription: async () => ({ unsubscribe }) }
  const registration = { pushManager, getNotifications: async () => [{ close }] }
  const serviceWorker = { getRegistration: async () => registration }
  Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: serviceWorker })
})

test.each([
  ['nobody is', undefined], ['somebody else is', grace.id],
])('what was for one person ends when %s logged in', async (_who, userId) => {
  setPushOwner(ada.id)
  await endPushOfOthers(userId)
  expect(unsubscribe).toHaveBeenCalledOnce()
  expect(close).toHaveBeenCalledOnce()
  expect(pushOwner()).toBeUndefined()
})

test('it goes on for the person who has turned it on', async () => {
  setPushOwner(ada.id)
  await endPushOfOthers(ada.id)
  expect(unsubscribe).not.toHaveBeenCalled()
  expect(pushOwner()).toBe(ada.id)
})
