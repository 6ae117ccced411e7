import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import plugin from '~/plugins/resourceHints.client'
import { onNuxtReady } from '../support/nuxt.ts'

const { setup } = plugin as unknown as { setup: () => void }
const prefetched = () => [...document.querySelectorAll('link[rel=prefetch]')].map(link => link.getAttribute('href'))

beforeEach(() => {
  document.head.innerHTML = `
    <link rel="stylesheet" href="/sheet.css"><link data-rel="prefetch" as="script" href="/one.js">
    <link data-rel="prefetch" as="script" href="/two.js">`
})

afterEach(() => {
  document.head.innerHTML = ''
})

test('what may be needed later is fetched once the page is ready', () => {
  let ready = () => {}
  onNuxtReady.mockImplementation((work) => {
    ready = work
  })
  setup()
  expect(prefetched()).toEqual([])
  ready()
  expect(prefetched()).toEqual(['/one.js', '/two.js'])
})

test('who saves data fetches nothing ahead', () => {
  Object.defineProperty(navigator, 'connection', { value: { saveData: true }, configurable: true })
  onTestFinished(() => void Reflect.deleteProperty(navigator, 'connection'))
  setup()
  expect(prefetched()).toEqual([])
})
