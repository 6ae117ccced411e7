import { mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import type { SupportCase } from '#shared/protocol/supportCase'
import DeskList from '~/components/desk/list/DeskList.vue'
import DeskListRow from '~/components/desk/list/DeskListRow.vue'
import { ada, grace } from '../../support/cast'
import { openClient } from '../../support/client'
import { caseOf, inboxOf, minute, saidAt } from '../../support/desk'

beforeEach(() => {
  openClient()
  useDeskInboxesStore().all = [inboxOf()]
})

const now = Date.parse(minute(90))
const row = (fields: Partial<SupportCase> = {}) =>
  mount(DeskListRow, { props: { one: caseOf(1, fields), to: '/desk/1', active: false, now } })

test('a row says who, about what, what was said last, how long they wait and that nobody has it', () => {
  const text = row({ lastMessage: saidAt(1, 1, { body: 'Hello?' }), priority: 'urgent', labels: ['gift'] }).text()
  for (const part of ['Vera', 'Telescope 1', 'Hello?', 'Waits 1 h', 'Unassigned', 'Urgent', 'gift']) {
    expect(text).toContain(part)
  }
})

test('it says whose the last word was, and who has the case', () => {
  expect(row({ lastMessage: saidAt(1, 1, { authorId: ada.id }) }).text()).toContain('You: ')
  const answered = row({ lastMessage: saidAt(1, 1, { authorId: grace.id }), assignee: grace, state: 'waiting' })
  expect(answered.text()).toContain('Team: ')
  expect(answered.text()).toContain('Assigned to Grace.')
  expect(answered.text()).toContain('Waiting for customer')
})

test('a target that is near or past is said as a time', () => {
  const clock = (fields: Partial<SupportCase>) => row(fields).get('[data-clock]').text()
  expect(clock({ firstAnswerDueAt: minute(100) })).toBe('Due in 10 min')
  expect(clock({ firstAnswerDueAt: minute(30) })).toBe('Overdue by 1 h')
  expect(clock({ firstAnsweredAt: minute(9), firstAnswerDueAt: minute(30), resolutionDueAt: minute(330) }))
    .toBe('Due in 4 h')
  expect(clock({ state: 'waiting', resolutionDueAt: minute(30) })).toBe('Waiting for customer')
})

const list = (props: object = {}) =>
  mount(DeskList, { props: { filter: { view: 'unassigned' }, pending: false, failure: '', ...props } })

test('an empty list says why it is empty, and a narrow one how to widen it', () => {
  expect(list().text()).toContain('Every open case has somebody.')
  const narrow = list({ filter: { view: 'all', inbox: 5, label: 'gift', query: 'saturn' } })
  expect(narrow.text()).toContain('No case fits.')
  const ways = narrow.findAll('header > ul a').map(link => [link.text(), link.attributes('href')])
  expect(ways).toEqual([
    ['PlanetariumRemove this filter', '/desk?label=gift&query=saturn'],
    ['giftRemove this filter', '/desk?inbox=5&query=saturn'],
    ['“saturn”Remove this filter', '/desk?inbox=5&label=gift'],
  ])
})

test('a list of an inbox that one has left says so, in place of the failure, and leads out of it', () => {
  const gone = list({ filter: { view: 'all', inbox: 7 }, failure: 'Not found.' })
  expect(gone.text()).toContain('You do not answer in this inbox any more.')
  expect(gone.text()).not.toContain('Not found.')
  expect(gone.get('[role=status] a').attributes('href')).toBe('/desk')
})

test('a failure offers to try again', async () => {
  const failed = list({ failure: 'The server cannot be reached.' })
  await failed.get('[role=alert] button').trigger('click')
  expect(failed.emitted('retry')).toHaveLength(1)
})
