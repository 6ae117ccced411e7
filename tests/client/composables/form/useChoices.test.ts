import { beforeEach, expect, test } from 'vitest'
import { shallowRef } from 'vue'
import { openClient } from '../../support/client'
import { withSetup } from '../../support/within'

beforeEach(() => void openClient())

const saves: string[] = []

/** A form of one field, of which the server keeps what `answer` makes of it. */
function choices(value: string | undefined, answer: (text: string) => string) {
  saves.length = 0
  const element = document.createElement('form')
  const field = document.createElement('input')
  Object.assign(field, { name: 'level', value })
  element.append(field)
  let stored = 'all'
  const form = shallowRef(value === undefined ? null : element)
  const { keep } = withSetup(() => useChoices(form, {
    kept: () => ({ level: stored }),
    save: async (chosen) => {
      saves.push(String(chosen.get('level')))
      stored = answer(String(chosen.get('level')))
      return true
    },
  })).result
  return { keep, field }
}

test('what is chosen while something else is kept comes next', async () => {
  const { keep, field } = choices('none', text => text)
  const kept = keep()
  field.value = 'mentions'
  await keep()
  await kept
  expect(saves).toEqual(['none', 'mentions'])
})

test('what the server makes something else of is sent once', async () => {
  await choices('none', () => 'all').keep()
  expect(saves).toEqual(['none'])
})

test('nothing is sent where the form is not shown', async () => {
  await choices(undefined, text => text).keep()
  expect(saves).toEqual([])
})

test('what could not be kept is shown no more', async () => {
  const element = document.createElement('form')
  element.innerHTML = `<input type="radio" name="status" value="auto">
    <input type="radio" name="status" value="away" checked><input type="checkbox" name="favourite" checked>
    <select name="level"><option>all</option><option>none</option></select>
    <input name="text" value="typed">`
  const level = element.querySelector('select')!
  level.value = 'none'
  const { keep } = withSetup(() => useChoices(shallowRef(element), {
    kept: () => ({ status: 'auto', favourite: null, level: 'all' }),
    save: () => Promise.resolve(false),
  })).result
  await keep()
  expect([...new FormData(element)]).toEqual([['status', 'auto'], ['level', 'all'], ['text', 'typed']])
})
