import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import AppBack from '~/components/app/AppBack.vue'
import { openClient } from '../support/client'

test.each([
  ['/rooms', {}, 1],
  ['/rooms/7', {}, 0],
  [null, {}, 0],
  ['/rooms', { ctrlKey: true }, 0],
])('after %s, pressed with %o, the history goes back %i steps', async (before, keys, steps) => {
  openClient()
  history.replaceState({ back: before }, '')
  await mount(AppBack).get('a').trigger('click', keys)
  expect(useRouter().back).toHaveBeenCalledTimes(steps)
})
