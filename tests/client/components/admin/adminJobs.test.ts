import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Job } from '#shared/protocol/admin/adminJob'
import AdminJobProgress from '~/components/admin/job/AdminJobProgress.vue'
import AdminUserCleanup from '~/components/admin/user/AdminUserCleanup.vue'
import { openClient } from '../../support/client'
import { modalStub } from '../../support/modal'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

const at = '2026-01-02T03:04:05.678Z'
const jobOf = (fields: Partial<Job> = {}): Job => ({
  id: 5, kind: 'guest_tidy', state: 'running', total: 9, done: 3, affected: 3, createdAt: at, updatedAt: at, ...fields,
})

let server: FakeServer

beforeEach(() => {
  server = openClient().server
})

describe('the progress of a job', () => {
  async function progressOf(fields: Partial<Job>) {
    useAdminJobsStore().watched = jobOf(fields)
    const progress = mount(AdminJobProgress, { global: { stubs: { UProgress: true } } })
    await flushPromises()
    const buttons = () => progress.findAll('button').map(button => button.text())
    return { progress, buttons }
  }

  test('is nothing where none is watched', () => {
    expect(mount(AdminJobProgress, { global: { stubs: { UProgress: true } } }).text()).toBe('')
  })

  test.each([
    ['waiting', 'Waiting to start', 'Stop'], ['running', '3 so far', 'Stop'], ['done', 'Done: 3', 'Close'],
    ['failed', 'Failed after 3.', 'Close'], ['cancelled', 'Stopped after 3', 'Close'],
  ] as const)('one that is %s says so, and offers what fits', async (state, text, button) => {
    const { progress, buttons } = await progressOf({ state })
    expect(progress.get('[role=status]').text()).toContain('Deleting inactive guests')
    expect(progress.get('[role=status]').text()).toContain(text)
    expect(buttons()).toEqual([button])
  })

  test('can be stopped, and put away once it has ended', async () => {
    server.on('DELETE /api/admin/jobs/5', () => { throw problem('conflict', 409) })
    const { progress } = await progressOf({})
    await progress.get('button').trigger('click')
    await flushPromises()
    expect(progress.get('[role=alert]').text()).toBe('Something changed. Reload and try again.')
    useAdminJobsStore().watched = jobOf({ state: 'done' })
    await flushPromises()
    await progress.get('button').trigger('click')
    expect(progress.text()).toBe('')
  })

  test('is not followed where nobody sees it', async () => {
    const { progress } = await progressOf({})
    progress.unmount()
    expect(useAdminJobsStore().watched).toBeUndefined()
  })
})

describe('deleting inactive guests', () => {
  async function open() {
    const cleanup = mount(AdminUserCleanup, { props: { open: false }, global: { stubs: { UModal: modalStub } } })
    await cleanup.setProps({ open: true })
    await flushPromises()
    const action = () => cleanup.findAll('button').at(-1)!
    return { cleanup, action, count: () => cleanup.get('[role=status]').text() }
  }

  const previews = () => server.requestsOf('POST /api/admin/jobs/preview').map(({ body }) => body)

  test('counts them first, again with each change, and deletes those that were counted', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    server.on('POST /api/admin/jobs/preview', ({ body }) => ({ preview: { count: (body as { days: number }).days } }))
    server.on('POST /api/admin/jobs', () => ({ job: jobOf({ state: 'done' }) }))
    const { cleanup, action, count } = await open()
    expect(count()).toContain('30')
    await cleanup.get('input').setValue(7)
    await cleanup.get('input').trigger('change')
    await flushPromises()
    expect(count()).toContain('7')
    expect(previews()).toEqual([{ kind: 'guest_tidy', days: 30 }, { kind: 'guest_tidy', days: 7 }])
    await action().trigger('click')
    await flushPromises()
    expect(server.requestsOf('POST /api/admin/jobs')[0]?.body).toEqual({ kind: 'guest_tidy', days: 7, confirm: 7 })
    expect(cleanup.emitted('update:open')).toEqual([[false]])
  })

  test('is not offered where there are none, or they could not be counted', async () => {
    server.on('POST /api/admin/jobs/preview', () => ({ preview: { count: 0 } }))
    expect((await open()).action().attributes('disabled')).toBeDefined()
    server.on('POST /api/admin/jobs/preview', () => { throw problem('unavailable', 503) })
    const { action, count } = await open()
    expect(count()).toContain('cannot do that at the moment')
    expect(action().attributes('disabled')).toBeDefined()
  })
})
