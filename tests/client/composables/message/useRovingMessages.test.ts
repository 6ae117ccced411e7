import { beforeEach, expect, test } from 'vitest'
import { ref } from 'vue'
import { until } from '../../support/client'
import { withSetup } from '../../support/within'

const message = (id: string) => `<article tabindex="-1" id="${id}">
  <a href="#">${id}</a><pre tabindex="0"></pre><button tabindex="-1">name</button><button>reply</button>
</article>`
let log: HTMLElement

beforeEach(() => {
  document.body.innerHTML = `<div role="log" tabindex="0">${message('first')}${message('last')}</div><input>`
  log = document.querySelector<HTMLElement>('[role=log]')!
  withSetup(() => useRovingMessages(ref(log)))
})

const focus = (selector: string) => document.querySelector<HTMLElement>(selector)!.focus()
/** What Tab stops at, by its message. */
const stops = () => [...document.querySelectorAll<HTMLElement>('[role=log], [role=log] *')]
  .filter(element => element.tabIndex >= 0)
  .map(element => `${element.closest('article')?.id} ${element.localName}`)

test('the newest message is the one stop, with what can be pressed in it', () => {
  expect(stops()).toEqual(['last article', 'last a', 'last pre', 'last button'])
})

test('the stop goes where the focus goes, and what was no stop stays none', () => {
  focus('#first')
  expect(stops()).toEqual(['first article', 'first a', 'first pre', 'first button'])
  focus('#last button')
  expect(stops()).toEqual(['last article', 'last a', 'last pre', 'last button'])
})

test('a message that comes is the stop, unless somebody is in the list', async () => {
  log.insertAdjacentHTML('beforeend', message('newer'))
  await until(() => expect(stops()[0]).toBe('newer article'))
  expect(stops()).toHaveLength(4)
  focus('#first')
  log.insertAdjacentHTML('beforeend', message('newest'))
  await until(() => expect(document.querySelector<HTMLElement>('#newest a')?.tabIndex).toBe(-1))
  expect(stops()).toHaveLength(4)
  expect(stops()[0]).toBe('first article')
})

test('what comes later into a message is a stop with it alone', async () => {
  document.querySelector('#first')!.insertAdjacentHTML('beforeend', '<button id="late">more</button>')
  await until(() => expect(document.querySelector<HTMLElement>('#late')?.tabIndex).toBe(-1))
  focus('#first')
  expect(stops().at(-1)).toBe('first button')
  expect(stops()).toHaveLength(5)
})

test('where there is no message the list is the stop', async () => {
  log.innerHTML = ''
  await until(() => expect(stops()).toEqual(['undefined div']))
})
