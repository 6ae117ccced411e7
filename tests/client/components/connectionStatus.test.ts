import { mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import ConnectionStatus from '~/components/app/ConnectionStatus.vue'
import { openClient } from '../support/client'

beforeEach(() => void openClient())

test('a connection that works is not worth a word', () => {
  expect(mount(ConnectionStatus).text()).toBe('')
})
