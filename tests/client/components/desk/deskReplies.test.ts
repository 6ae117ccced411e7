import { mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import DeskReplies from '~/components/desk/composer/DeskReplies.vue'
import { openClient, settled } from '../../support/client'
import { caseOf, inboxOf } from '../../support/desk'

const replies = [
  { id: 1, inboxId: null, name: 'Greeting', body: 'Hello {{customer.name}}, this is {{agent.name}}.' },
  { id: 2, inboxId: 5, name: 'Closing', body: 'Clear skies! #{{case.number}}' },
  { id: 3, inboxId: 6, name: 'Greeting of another inbox', body: 'Hi' },
]

beforeEach(() => {
  const { server } = openClient()
  server.on('GET /api/support/replies', () => ({ replies }))
  useDeskInboxesStore().all = [inboxOf()]
})

/** The field stands in its slot. */
async function type(draft: string) {
  const wrapper = mount(DeskReplies, {
    props: { one: caseOf(4), draft: '' }, slots: { default: '<textarea />' }, attachTo: document.body,
  })
  await wrapper.setProps({ draft })
  await settled()
  return wrapper
}

test('a slash finds the replies of the inbox and of all, by name', async () => {
  expect((await type('/')).findAll('[role=option]').map(one => one.text())).toEqual([
    'ClosingClear skies! #4', 'GreetingHello Vera, this is Ada.',
  ])
  expect((await type('/gre')).findAll('[role=option]')).toHaveLength(1)
  expect((await type('/nothing')).text()).toContain('No canned reply fits.')
  expect((await type('either/or')).find('[data-replies]').exists()).toBe(false)
})

test('the keys choose one, which is filled in, or close the list', async () => {
  const wrapper = await type('/')
  const press = (key: string) => wrapper.get('textarea').trigger('keydown', { key })
  await press('ArrowDown')
  expect(wrapper.get('[aria-selected=true]').text()).toContain('Greeting')
  await press('Enter')
  expect(wrapper.emitted('pick')).toEqual([['Hello Vera, this is Ada.']])
  await press('Escape')
  expect(wrapper.find('[data-replies]').exists()).toBe(false)
})
