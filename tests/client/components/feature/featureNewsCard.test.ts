import { mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import { nextTick } from 'vue'
import FeatureNewsCard from '~/components/feature/FeatureNewsCard.vue'
import { openClient } from '../../support/client'

beforeEach(() => void openClient())

const show = async () => {
  const since = '2026-01-02T03:04:05.678Z'
  useNewsStore().card = { key: 'pins', title: 'Pins', body: 'Keep what matters at the top.', since, seen: true }
  await nextTick()
}

test('waits in a polite live region, without a word', () => {
  const card = mount(FeatureNewsCard)
  expect(card.get('[role=status]').text()).toBe('')
})

test('says what is new and leaves the focus where it is', async () => {
  const field = document.body.appendChild(document.createElement('input'))
  field.focus()
  const card = mount(FeatureNewsCard, { attachTo: document.body })
  await show()
  expect(card.get('[role=status]').text()).toContain('New for you')
  expect(card.text()).toContain('Keep what matters at the top.')
  expect(document.activeElement).toBe(field)
})

test('its button and Escape close it', async () => {
  const card = mount(FeatureNewsCard)
  await show()
  await card.get('button').trigger('click')
  expect(useNewsStore().card).toBeUndefined()
  await show()
  const escape = new KeyboardEvent('keydown', { key: 'Escape', cancelable: true })
  window.dispatchEvent(escape)
  expect(useNewsStore().card).toBeUndefined()
  expect(escape.defaultPrevented).toBe(true)
})

test('Escape belongs to a dialog that is open, and to whatever else has taken it', async () => {
  mount(FeatureNewsCard)
  await show()
  useOverlaysStore().show('palette')
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', cancelable: true }))
  expect(useNewsStore().card).toBeDefined()
  useOverlaysStore().close()
  const taken = new KeyboardEvent('keydown', { key: 'Escape', cancelable: true })
  taken.preventDefault()
  window.dispatchEvent(taken)
  expect(useNewsStore().card).toBeDefined()
})
