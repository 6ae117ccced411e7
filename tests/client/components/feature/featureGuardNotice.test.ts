import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import FeatureGuardNotice from '~/components/feature/FeatureGuardNotice.vue'
import { ada } from '../../support/cast'
import { openClient } from '../../support/client'

test('says to an admin what was stopped, and where to look', async () => {
  openClient({ user: { ...ada, role: 'admin' } })
  useGuardedStore().receive({ key: 'pins', action: 'killed' })
  const notice = mount(FeatureGuardNotice)
  expect(notice.get('[role=status]').text()).toContain('pins was turned off')
  expect(notice.get('a').attributes('href')).toBe('/admin/features/pins')
  await notice.get('button').trigger('click')
  expect(notice.text()).toBe('')
})

test('leads an owner who is no admin nowhere', () => {
  openClient()
  useGuardedStore().receive({ key: 'pins', action: 'paused' })
  const notice = mount(FeatureGuardNotice)
  expect(notice.text()).toContain('The rollout of pins was paused')
  expect(notice.find('a').exists()).toBe(false)
})
