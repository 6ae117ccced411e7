import { mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import InboxFilter from '~/components/inbox/InboxFilter.vue'
import InboxList from '~/components/inbox/InboxList.vue'
import { ada, grace, messageOf, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'

beforeEach(() => {
  openClient()
  useUsersStore().receive(grace)
  useRoomsStore().receive(roomOf({ lastSeq: 5, readSeq: 3 }))
})

const entryOf = (seq: number, fields = {}) => ({
  roomId: 1, message: messageOf(seq, fields), reason: 'mention' as const,
})

test('an entry says where, who, what and why, and leads to the message', () => {
  const list = mount(InboxList, { props: { entries: [entryOf(4), entryOf(2, { authorId: ada.id })], more: false } })
  const [first, second] = list.findAll('li')
  expect(first?.text()).toMatch(/Lobby.*Mentions you.*Grace: message 4.*New/s)
  expect(first?.get('a').attributes('href')).toBe('/rooms/1?seq=4')
  expect(second?.text()).toContain('You: message 2')
  expect(second?.text()).not.toContain('New')
  expect(list.find('button').exists()).toBe(false)
})

test('there may be more, or nothing at all', async () => {
  const list = mount(InboxList, { props: { entries: [entryOf(4)], more: true } })
  await list.get('button').trigger('click')
  expect(list.emitted('more')).toHaveLength(1)
  await list.setProps({ entries: [], more: false })
  expect(list.text()).toContain('Nothing waits for you.')
})

test('the filter that is chosen is marked', () => {
  const filter = mount(InboxFilter, { props: { filter: 'directs' } })
  const links = filter.findAll('a')
  expect(links.map(link => link.attributes('href')))
    .toEqual(['/inbox', '/inbox?filter=mentions', '/inbox?filter=directs', '/inbox?filter=unread'])
  expect(links.filter(link => link.attributes('aria-current')).map(link => link.text())).toEqual(['Direct messages'])
})
