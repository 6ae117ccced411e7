import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Report } from '#shared/protocol/admin/adminReport'
import AdminReportCard from '~/components/admin/report/AdminReportCard.vue'
import { ada, grace, mallory, messagesFrom } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
})

const reportOf = (fields: Partial<Report> = {}): Report => ({
  id: 5, roomId: 1, roomName: 'Lobby', seq: 7, reason: 'spam', note: 'Again and again', body: 'Buy now',
  author: mallory, reporter: grace, createdAt: '2026-01-02T03:04:05.678Z',
  decision: null, decidedBy: null, decidedAt: null, decidedNote: '', ...fields,
})

function cardOf(fields: Partial<Report> = {}) {
  const card = mount(AdminReportCard, { props: { report: reportOf(fields) }, attachTo: document.body })
  const labelled = (label: string) =>
    card.findAll('label').find(one => one.text() === label)?.element.control as HTMLInputElement | undefined
  const choose = (decision: string) => card.get('select').setValue(decision)
  const decide = async () => {
    await card.get('form').trigger('submit')
    await flushPromises()
  }
  return { card, labelled, choose, decide }
}

describe('a report', () => {
  test('says what was said, by whom, where, who reported it and why', () => {
    const { card } = cardOf()
    expect(card.get('header').text()).toMatch(/Spam.*Mallory.*Lobby/s)
    expect(card.get('blockquote').text()).toBe('Buy now')
    expect(card.text()).toMatch(/Grace.*Again and again/s)
  })

  test('of a message that is gone, of people who are gone, in a direct conversation says so', () => {
    const { card } = cardOf({ body: null, author: null, reporter: null, roomName: null })
    expect(card.get('blockquote').text()).toBe('The message is gone.')
    expect(card.findAll('a')).toEqual([])
    expect(card.get('header').text()).toContain('Deleted user')
    expect(card.get('header').text()).toContain('a direct conversation')
  })

  test('shows the messages around it when asked to, the reported one marked', async () => {
    server.on('GET /api/admin/reports/5', () => ({ messages: messagesFrom(6, 3), users: [grace] }))
    const { card } = cardOf()
    await card.findAll('button').find(button => button.text() === 'Show context')!.trigger('click')
    await flushPromises()
    expect(card.findAll('ol li')).toHaveLength(3)
    expect(card.get('ol [aria-current=true]').text()).toContain('message 7')
    expect(card.findAll('button').map(button => button.text())).not.toContain('Show context')
  })

  test('that was decided says how, by whom and why, and cannot be decided again', () => {
    const { card } = cardOf({ decision: 'warn', decidedBy: ada, decidedNote: 'Please stop' })
    expect(card.text()).toMatch(/Ada.*Please stop/s)
    expect(card.find('form').exists()).toBe(false)
  })
})

describe('a decision', () => {
  test('is never made by one press alone', async () => {
    const { card, decide } = cardOf()
    expect(card.get('select').element.value).toBe('')
    await decide()
    expect(server.requests).toEqual([])
  })

  test('is sent with its note, and without hours where it has none', async () => {
    server.on('PATCH /api/admin/reports/5', () => ({ report: reportOf() }))
    const { card, choose, decide, labelled } = cardOf()
    await choose('delete')
    expect(labelled('Duration (hours)')).toBeUndefined()
    const note = labelled('Note')!
    note.value = 'Seen before'
    note.dispatchEvent(new Event('input'))
    await decide()
    expect(server.requests[0]?.body).toEqual({ decision: 'delete', note: 'Seen before' })
    expect(card.emitted('decided')).toEqual([[undefined]])
  })

  test.each(['mute', 'ban', 'wipe'])('to %s has an end, and says how many addresses it met', async (decision) => {
    server.on('PATCH /api/admin/reports/5', () => ({ report: reportOf(), bannedAddresses: 2 }))
    const { card, choose, decide, labelled } = cardOf()
    await choose(decision)
    const hours = labelled('Duration (hours)')!
    expect(hours.value).toBe('24')
    hours.value = '48'
    hours.dispatchEvent(new Event('input'))
    await decide()
    expect(server.requests[0]?.body).toEqual({ decision, note: '', hours: 48 })
    expect(card.emitted('decided')).toEqual([[2]])
  })

  test('to ban without hours has no end', async () => {
    server.on('PATCH /api/admin/reports/5', () => ({ report: reportOf() }))
    const { choose, decide, labelled } = cardOf()
    await choose('ban')
    const hours = labelled('Duration (hours)')!
    hours.value = ''
    hours.dispatchEvent(new Event('input'))
    await decide()
    expect(server.requests[0]?.body).toEqual({ decision: 'ban', note: '' })
  })

  test('to warn needs the words of the warning', async () => {
    const { choose, labelled } = cardOf()
    await choose('dismiss')
    expect(labelled('Note')!.required).toBe(false)
    await choose('warn')
    expect(labelled('Note')).toBeUndefined()
    expect(labelled('Message to the author')!.required).toBe(true)
  })

  test('that is refused says why and can be made again', async () => {
    server.on('PATCH /api/admin/reports/5', () => { throw problem('conflict', 409) })
    const { card, choose, decide } = cardOf()
    await choose('dismiss')
    await decide()
    expect(card.get('[role=alert]').text()).toBe('Something changed. Reload and try again.')
    expect(card.emitted('decided')).toBeUndefined()
    expect(card.get('select').element.value).toBe('dismiss')
  })
})

test('the list can put the focus on it', () => {
  const { card } = cardOf()
  const { id, focus } = card.vm as unknown as { id: number, focus: () => void }
  focus()
  expect(id).toBe(5)
  expect(document.activeElement).toBe(card.element)
})
