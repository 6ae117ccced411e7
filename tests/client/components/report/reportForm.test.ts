import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import ReportForm from '~/components/report/ReportForm.vue'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

const route = 'PUT /api/rooms/1/messages/7/report'
let server: FakeServer

beforeEach(() => {
  server = openClient().server
})

async function report(fill: (form: ReturnType<typeof mount>) => Promise<unknown>) {
  const form = mount(ReportForm, { props: { roomId: 1, seq: 7 } })
  await fill(form)
  await form.get('form').trigger('submit')
  await flushPromises()
  return form
}

test('a report says what is wrong, and perhaps more', async () => {
  server.on(route, () => undefined)
  const form = await report(async (form) => {
    await form.get('input[value=abuse]').setValue()
    await form.get('input[name=note]').setValue('again')
  })
  expect(server.requests[0]?.body).toEqual({ reason: 'abuse', note: 'again' })
  expect(form.emitted('done')).toHaveLength(1)
})

test('without a reason it says that one is needed', async () => {
  const refusal = { code: 'invalid', errors: [{ path: 'reason', code: 'invalid' }] }
  server.on(route, () => { throw Object.assign(problem('invalid'), { data: refusal }) })
  const form = await report(async () => {})
  expect(form.text()).toContain('Choose what is wrong with it.')
  expect(form.emitted('done')).toBeUndefined()
})

test('a message that is gone meanwhile is told in words that fit', async () => {
  server.on(route, () => { throw problem('conflict', 409) })
  const form = await report(form => form.get('input[value=spam]').setValue())
  expect(form.get('[role=alert]').text()).toBe('This message was deleted, or is your own.')
})
