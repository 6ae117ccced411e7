import { mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import ConnectionNotice from '~/components/notice/ConnectionNotice.vue'
import { openClient } from '../../support/client'

beforeEach(() => void openClient())

test('a connection that works is not worth a word', () => {
  expect(mount(ConnectionNotice).text()).toBe('')
})
