import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, test } from 'vitest'
import type { CustomerCase } from '#shared/protocol/supportCase'
import type { FormField } from '#shared/protocol/admin/adminInbox'
import RoomSidebar from '~/components/room/sidebar/RoomSidebar.vue'
import SupportCaseForm from '~/components/support/SupportCaseForm.vue'
import SupportCaseHeader from '~/components/support/SupportCaseHeader.vue'
import SupportCaseRow from '~/components/support/SupportCaseRow.vue'
import { ada, messageOf } from '../../support/cast'
import { openClient } from '../../support/client'
import { minute } from '../../support/desk'

const inbox = { key: 'planetarium', name: 'Planetarium', greeting: '', colour: '#b0563a' }
const caseOf = (fields: Partial<CustomerCase>): CustomerCase => ({
  id: 1, roomId: 101, state: 'open', topic: '', inbox, createdAt: minute(1), rating: null, unread: 0,
  lastMessage: messageOf(2, { roomId: 101, body: 'On **its** way.' }), ...fields,
})

beforeEach(() => void openClient())

describe('a case in the list of its customer', () => {
  const rowOf = (fields: Partial<CustomerCase>) => mount(SupportCaseRow, { props: { item: caseOf(fields) } })
  const titleOf = (fields: Partial<CustomerCase>) => rowOf(fields).get('bdi').text()

  test('is called as its subject says, and shows its last words', () => {
    const row = rowOf({ topic: 'My telescope' })
    expect(row.get('bdi').text()).toBe('My telescope')
    expect(row.text()).toMatch(/On its way\..*Planetarium · Open/s)
    expect(row.text()).not.toContain('You:')
    const lastMessage = messageOf(3, { authorId: ada.id, body: 'Where is it?' })
    expect(rowOf({ topic: 'My telescope', lastMessage }).text()).toContain('You: Where is it?')
  })

  test('is called by its last words without a subject, and by its inbox without any', () => {
    expect(titleOf({})).toBe('On its way.')
    expect(titleOf({ lastMessage: messageOf(2, { body: null }) })).toBe('Message deleted')
    expect(titleOf({ lastMessage: undefined })).toBe('Planetarium')
  })

  test('says how much is new', () => {
    expect(rowOf({}).text()).not.toContain('new')
    expect(rowOf({ unread: 2 }).text()).toContain('2 new')
  })
})

test('the sidebar counts what the team has answered', async () => {
  const cases = useOwnCasesStore()
  cases.$patch({ offered: true, items: [caseOf({}), caseOf({ id: 2, roomId: 102 })] })
  const sidebar = mount(RoomSidebar)
  const link = sidebar.get('a[href="/support"]')
  expect(link.text()).toBe('Support')
  cases.$patch({ items: [caseOf({ unread: 1 }), caseOf({ id: 2, roomId: 102, unread: 2 })] })
  await sidebar.vm.$nextTick()
  expect(link.text()).toMatch(/Support\s*3\s*3 unread messages/)
})

test('the head of a case names the inbox once', () => {
  const headOf = (topic: string) => mount(SupportCaseHeader, { props: { item: caseOf({ topic }) } }).text()
  expect(headOf('').match(/Planetarium/g)).toHaveLength(1)
  expect(headOf('My telescope')).toMatch(/My telescope.*Planetarium.*Open/s)
})

describe('the form of a new case', () => {
  function labels(topic: FormField) {
    const form = { name: 'off', email: 'off', topic } as const
    const open = { ...inbox, form, typingPreview: false, open: true, emailReplies: false }
    return mount(SupportCaseForm, { props: { inbox: open } }).findAll('label').map(label => label.text())
  }

  test('asks for the subject after the message, and says whether it must be given', () => {
    expect(labels('optional')).toEqual(['Your message', 'Subject (optional)'])
    expect(labels('required')).toEqual(['Your message', 'Subject'])
    expect(labels('off')).toEqual(['Your message'])
  })
})
