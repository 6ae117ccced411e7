import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { AdminUserDetail } from '#shared/protocol/admin/adminUser'
import AdminUserActions from '~/components/admin/user/AdminUserActions.vue'
import AdminUserCreate from '~/components/admin/user/AdminUserCreate.vue'
import AdminUserForm from '~/components/admin/user/AdminUserForm.vue'
import { grace } from '../../support/cast'
import { openClient } from '../../support/client'
import { modalStub } from '../../support/modal'
import { navigateTo } from '../../support/nuxt'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

let server: FakeServer
const path = `/api/admin/users/${grace.id}`

beforeEach(() => {
  server = openClient().server
  server.on(`GET ${path}`, () => ({ user: userOf() }))
  server.on(`GET ${path}/sessions`, () => ({ sessions: [] }))
})

const userOf = (fields: Partial<AdminUserDetail> = {}) => ({
  ...grace, email: 'grace@example.org', disabledAt: null, mutedUntil: null, deletedAt: null, seenAt: null, rooms: [],
  ...fields,
}) as AdminUserDetail

function actionsOf(fields: Partial<AdminUserDetail> = {}) {
  const actions = mount(AdminUserActions, { props: { user: userOf(fields) }, global: { stubs: { UModal: modalStub } } })
  const press = async (name: string) => {
    const dialog = actions.find('[role=dialog]')
    const buttons = (dialog.exists() ? dialog : actions).findAll('button')
    await buttons.find(button => button.text() === name)!.trigger('click')
    await flushPromises()
  }
  return { actions, press }
}

describe('what admins can do with an account', () => {
  test('disabling asks first', async () => {
    server.on(`PATCH ${path}`, () => undefined)
    const { actions, press } = actionsOf()
    await press('Disable')
    expect(server.requests).toEqual([])
    expect(actions.get('[role=dialog]').attributes('aria-label')).toContain('Grace')
    await press('Disable')
    expect(server.requestsOf(`PATCH ${path}`)[0]?.body).toEqual({ disabled: true })
    expect(actions.find('[role=dialog]').exists()).toBe(false)
  })

  test('enabling does not', async () => {
    server.on(`PATCH ${path}`, () => undefined)
    await actionsOf({ disabledAt: grace.createdAt }).press('Enable')
    expect(server.requestsOf(`PATCH ${path}`)[0]?.body).toEqual({ disabled: false })
  })

  test('deleting asks first, and leads back to the list', async () => {
    server.on(`DELETE ${path}`, () => undefined)
    const { press } = actionsOf()
    await press('Delete')
    expect(server.requests).toEqual([])
    await press('Delete')
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/admin/people')
  })

  test('what is refused says why where it was asked', async () => {
    server.on(`DELETE ${path}`, () => { throw problem('last_admin', 409) })
    const { actions, press } = actionsOf()
    await press('Delete')
    await press('Delete')
    expect(actions.get('[role=dialog] [role=alert]').text()).not.toBe('')
    expect(navigateTo).not.toHaveBeenCalled()
  })

  test('a mute lasts a day, and can be ended', async () => {
    vi.useFakeTimers({ now: new Date('2026-01-02T00:00:00.000Z'), toFake: ['Date'] })
    server.on(`PATCH ${path}`, () => undefined)
    await actionsOf().press('Mute for a day')
    await actionsOf({ mutedUntil: '2026-01-03T00:00:00.000Z' }).press('Unmute')
    expect(server.requestsOf(`PATCH ${path}`).map(({ body }) => body))
      .toEqual([{ mutedUntil: '2026-01-03T00:00:00.000Z' }, { mutedUntil: null }])
  })
})

describe('an account', () => {
  const typeAll = async (form: ReturnType<typeof mount>, fields: Record<string, string>) => {
    for (const [name, value] of Object.entries(fields)) await form.get(`[name=${name}]`).setValue(value)
    await form.get('form').trigger('submit')
    await flushPromises()
  }

  test('is made with a role', async () => {
    server.on('POST /api/admin/users', () => ({ user: userOf() }))
    const create = mount(AdminUserCreate, { props: { open: true }, global: { stubs: { UModal: modalStub } } })
    expect(create.get<HTMLSelectElement>('select').element.value).toBe('user')
    const fields = { email: 'grace@example.org', username: 'grace', password: 'a long secret', role: 'agent' }
    await typeAll(create, fields)
    expect(server.requests[0]?.body).toEqual(fields)
    expect(create.emitted('done')).toEqual([[grace.id]])
    expect(create.emitted('update:open')).toEqual([[false]])
  })

  test('is kept as it was changed', async () => {
    server.on(`PATCH ${path}`, () => undefined)
    const form = mount(AdminUserForm, { props: { user: userOf({ role: 'agent' }) } })
    expect(form.get<HTMLSelectElement>('select').element.value).toBe('agent')
    await typeAll(form, { role: 'admin', email: '' })
    const names = { username: 'grace', displayName: 'Grace' }
    expect(server.requestsOf(`PATCH ${path}`)[0]?.body).toEqual({ ...names, role: 'admin' })
    expect(form.get('[role=status]').text()).toBe('Saved.')
  })

  test('of a guest has neither e-mail nor role', async () => {
    server.on(`PATCH ${path}`, () => undefined)
    const form = mount(AdminUserForm, { props: { user: userOf({ kind: 'guest', email: null }) } })
    await typeAll(form, { displayName: 'Gus' })
    expect(server.requestsOf(`PATCH ${path}`)[0]?.body).toEqual({ username: 'grace', displayName: 'Gus' })
  })
})
