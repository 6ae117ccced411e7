import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import AdminFeatureImport from '~/components/admin/feature/AdminFeatureImport.vue'
import { openClient } from '../../support/client'
import { featureOf } from '../../support/features'
import { modalStub } from '../../support/modal'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

const path = '/api/admin/feature-catalogue'
const features = [{ key: 'new-search' }, { key: 'fast-search' }]
let server: FakeServer

beforeEach(() => {
  server = openClient().server
})

async function choose(content: unknown) {
  const wrapper = mount(AdminFeatureImport, { props: { open: true }, global: { stubs: { UModal: modalStub } } })
  const input = wrapper.get('input[type=file]')
  const file = new File([typeof content === 'string' ? content : JSON.stringify(content)], 'features.json')
  Object.defineProperty(input.element, 'files', { value: [file] })
  await input.trigger('change')
  await flushPromises()
  // Reading the file takes a turn of its own.
  await new Promise(resolve => setTimeout(resolve))
  await flushPromises()
  const action = wrapper.findAll('button').find(button => button.text() === 'Import')!
  return { wrapper, action }
}

test('what a file would change is shown before it is imported', async () => {
  const [before, after] = [featureOf({ owner: 'ada' }), featureOf({ owner: 'grace' })]
  server.on(`POST ${path}/preview`, () => ({
    features: [{ key: 'new-search', before, after, reshuffles: true, liftedKill: 'It breaks' }],
    segments: [{ key: 'pro', before: null, after: [{ attribute: 'plan', operator: 'in', values: ['pro'] }] }],
    unchanged: 1,
  }))
  server.on(`POST ${path}`, () => ({ created: 1, changed: 1 }))
  const { wrapper, action } = await choose({ features })
  const text = wrapper.text().replace(/\s+/g, ' ')
  expect(text).toContain('1 new, 1 changed, 1 unchanged')
  expect(text).toContain('Lifts the kill switch: It breaks')
  expect(text).toContain('Other people than now are within its shares.')
  expect(text).toMatch(/Owner: .*ada.*grace/)
  expect(text).toMatch(/pro\s*segment.*plan is pro/)
  expect(server.requestsOf(`POST ${path}`)).toEqual([])
  await action.trigger('click')
  await flushPromises()
  expect(server.requestsOf(`POST ${path}`)[0]?.body).toEqual({ features })
  expect(wrapper.emitted('done')).toEqual([[{ created: 1, changed: 1 }]])
})

test('a file that changes nothing says so, and cannot be imported', async () => {
  server.on(`POST ${path}/preview`, () => ({ features: [], segments: [], unchanged: 2 }))
  const { wrapper, action } = await choose({ features })
  expect(wrapper.get('[role=status]').text()).toContain('Nothing would change.')
  expect(action.attributes('disabled')).toBeDefined()
})

test('what is wrong is named by its feature and place', async () => {
  server.on(`POST ${path}/preview`, () => {
    throw problem('invalid', 400, { errors: [{ path: 'features.1.rules.0.share', code: 'too_big' }] })
  })
  const { wrapper, action } = await choose({ features })
  expect(wrapper.get('[role=alert]').text()).toContain('cannot be imported')
  expect(wrapper.get('li').text().replace(/\s+/g, ' ')).toContain('fast-searchrules.0.shareThis is too much.')
  expect(action.attributes('disabled')).toBeDefined()
})

test.each(['not JSON', '{"other":1}', 'null'])('%s is no export', async (content) => {
  const { wrapper, action } = await choose(content)
  expect(wrapper.get('[role=alert]').text()).toBe('This file is not an export of features.')
  expect(action.attributes('disabled')).toBeDefined()
  expect(server.requests).toEqual([])
})
