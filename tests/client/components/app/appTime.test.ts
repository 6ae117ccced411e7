import { mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import AppTime from '~/components/app/AppTime.vue'
import { printingKey } from '~/composables/scroll/usePrinting'
import { openClient } from '../../support/client'

beforeEach(() => {
  openClient()
})

test('a time of today has its date while it is printed', async () => {
  const printing = ref(false)
  const time = mount(AppTime, {
    props: { iso: new Date().toISOString(), format: 'full' }, global: { provide: { [printingKey]: printing } },
  })
  await nextTick()
  const shown = time.text()
  expect(shown).not.toContain(String(new Date().getFullYear()))
  printing.value = true
  await nextTick()
  expect(time.text()).toContain(String(new Date().getFullYear()))
  printing.value = false
  await nextTick()
  expect(time.text()).toBe(shown)
})
