import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import AdminMessageFilters from '~/components/admin/message/AdminMessageFilters.vue'
import { grace } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  document.cookie = 'plaza-time-zone=; path=/; max-age=0'
  server = openClient().server
  server.on('GET /api/admin/users', () => ({ users: [grace] }))
})

function filtersOf(filters: Record<string, string> = {}) {
  const form = mount(AdminMessageFilters, { props: { filters } })
  const labelled = (label: string) => {
    const { htmlFor } = form.findAll('label').find(one => one.text() === label)!.element
    return form.get<HTMLInputElement>(`[id="${htmlFor}"]`)
  }
  return { form, labelled, changes: () => form.emitted('filter')?.flat() ?? [] }
}

test('a person is found by name, and stays named while their messages are shown', async () => {
  vi.useFakeTimers()
  const { form, labelled, changes } = filtersOf()
  await labelled('Person').setValue('gra')
  await vi.advanceTimersByTimeAsync(300)
  await form.findAll('button').find(button => button.text() === 'Grace (grace)')!.trigger('click')
  expect(changes()).toEqual([{ author: '2' }])
  expect(labelled('Person').element.value).toBe('')
  await form.setProps({ filters: { author: '2' } })
  await form.get('[aria-label="Remove filter Grace (grace)"]').trigger('click')
  expect(changes()[1]).toEqual({ author: undefined })
})

test('somebody who came with the address is there by number', () => {
  expect(filtersOf({ room: '7' }).form.text()).toContain('#7')
})

test('somebody who came with the address is named by what is listed', () => {
  useAdminMessagesStore().items = [
    { roomId: 7, roomName: 'Lobby', seq: 1, author: grace, body: 'Hello', createdAt: '2026-01-02T03:04:05.678Z' },
  ]
  expect(filtersOf({ room: '7', author: '2' }).form.findAll('li').map(chip => chip.text()))
    .toEqual(['Group: Lobby', 'Person: Grace'])
})

test('nobody of that name is said', async () => {
  vi.useFakeTimers()
  server.on('GET /api/admin/users', () => ({ users: [] }))
  const { form, labelled } = filtersOf()
  await labelled('Person').setValue('nobody')
  await vi.advanceTimersByTimeAsync(300)
  expect(form.text()).toContain('Nothing found.')
})

test('a text is searched for after a pause', async () => {
  vi.useFakeTimers()
  const { labelled, changes } = filtersOf()
  await labelled('Search text').setValue('spam')
  await labelled('Search text').setValue(' spam again ')
  await vi.advanceTimersByTimeAsync(400)
  expect(changes()).toEqual([{ query: 'spam again' }])
})

test('what was typed before the page was hydrated counts too', async () => {
  const { changes } = filtersOf({ query: 'kept' })
  await flushPromises()
  expect(changes()).toEqual([])
})

test('days are those of the reader\'s own calendar, from their beginning to their end', async () => {
  const { labelled, changes } = filtersOf()
  await labelled('From').setValue('2026-01-02')
  await labelled('to').setValue('2026-01-03')
  expect(changes()).toEqual([
    { from: new Date(2026, 0, 2).toISOString() }, { to: new Date(2026, 0, 3, 23, 59, 59, 999).toISOString() },
  ])
})

test('the day that was picked is shown, also where it begins on another day in Greenwich', () => {
  document.cookie = 'plaza-time-zone=Europe/Berlin; path=/'
  const { labelled } = filtersOf({ from: '2026-01-01T23:00:00.000Z', to: '2026-01-03T22:59:59.999Z' })
  expect(labelled('From').element.value).toBe('2026-01-02')
  expect(labelled('to').element.value).toBe('2026-01-03')
})

test('an address that holds no day shows none', () => {
  expect(filtersOf({ from: 'nonsense' }).labelled('From').element.value).toBe('')
})
