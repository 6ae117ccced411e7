import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import AdminConfirm from '~/components/admin/AdminConfirm.vue'
import AdminFeatureAnswer from '~/components/admin/feature/why/AdminFeatureAnswer.vue'
import AdminFeatureEvent from '~/components/admin/feature/history/AdminFeatureEvent.vue'
import AdminFeatureFacts from '~/components/admin/feature/AdminFeatureFacts.vue'
import AdminFeatureComparisons from '~/components/admin/feature/overview/AdminFeatureComparisons.vue'
import AdminFeatureKill from '~/components/admin/feature/AdminFeatureKill.vue'
import AdminFeatureRamp from '~/components/admin/feature/overview/AdminFeatureRamp.vue'
import AdminFeatureReach from '~/components/admin/feature/overview/AdminFeatureReach.vue'
import AdminFeatureWhy from '~/components/admin/feature/why/AdminFeatureWhy.vue'
import AdminTokenForm from '~/components/admin/token/AdminTokenForm.vue'
import { grace } from '../../support/cast'
import { openClient } from '../../support/client'
import { eventOf, featureOf } from '../../support/features'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

const path = '/api/admin/features/new-search'
let server: FakeServer

beforeEach(() => {
  server = openClient().server
})

describe('the kill switch', () => {
  const open = () => mount(AdminFeatureKill, { props: { feature: featureOf() }, attachTo: document.body })

  test('has the focus in its reason, and needs one', async () => {
    const wrapper = open()
    expect(document.activeElement).toBe(wrapper.get('input').element)
    await wrapper.get('input').setValue('  ')
    await wrapper.get('form').trigger('submit')
    expect(server.requests).toEqual([])
    expect(wrapper.get('form').attributes('novalidate'), 'no bubble of the browser').toBeDefined()
    expect(wrapper.get('input').attributes('aria-invalid')).toBe('true')
    expect(wrapper.text()).toContain('Say why, for those who find it off.')
    await wrapper.get('input').setValue('It breaks')
    expect(wrapper.get('input').attributes('aria-invalid')).toBeUndefined()
  })

  test('turns the feature off with it', async () => {
    server.on(`POST ${path}/kill`, () => ({ feature: featureOf({ version: 8, enabled: false }) }))
    const wrapper = open()
    await wrapper.get('input').setValue('It breaks search')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
    expect(useAdminFeaturesStore().current?.enabled).toBe(false)
  })

  test('says when it did not work, and stays', async () => {
    server.on(`POST ${path}/kill`, () => { throw problem('unavailable', 503) })
    const wrapper = open()
    await wrapper.get('input').setValue('It breaks search')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(wrapper.get('[role=alert]').text()).not.toBe('')
  })

  test('closes on Escape', async () => {
    const wrapper = open()
    await wrapper.get('input').trigger('keydown', { key: 'Escape' })
    expect(wrapper.emitted('cancel')).toHaveLength(1)
  })
})

describe('the reach', () => {
  test('says how many have the last change, and asks again', async () => {
    vi.useFakeTimers()
    let seen = 812
    server.on(`GET ${path}/reach`, () => ({ version: 7, connected: 815, seen: seen++ }))
    const wrapper = mount(AdminFeatureReach, { props: { feature: featureOf() } })
    await vi.advanceTimersByTimeAsync(0)
    expect(wrapper.text()).toContain('Seen by 812 of 815')
    const bar = wrapper.get('[role=progressbar]').attributes()
    expect(bar).toMatchObject({ 'aria-valuenow': '812', 'aria-valuemax': '815' })
    await vi.advanceTimersByTimeAsync(2_000)
    expect(wrapper.text()).toContain('Seen by 813 of 815')
    wrapper.unmount()
  })

  test('of a feature that somebody else has changed brings the feature as it is now', async () => {
    server.on(`GET ${path}/reach`, () => ({ version: 9, connected: 0, seen: 0 }))
    server.on(`GET ${path}`, () => ({ feature: featureOf({ version: 9, enabled: false }) }))
    const wrapper = mount(AdminFeatureReach, { props: { feature: featureOf() } })
    await flushPromises()
    expect(useAdminFeaturesStore().current).toMatchObject({ version: 9, enabled: false })
    expect(wrapper.text()).toContain('Nobody is connected.')
    wrapper.unmount()
  })
})

describe('a ramp', () => {
  const schedule = { ramp: [{ share: 5, minutes: 60 }, { share: 100, minutes: 0 }] }
  const since = '2026-01-02T10:00:00.000Z'
  const at = (paused: string | null) => featureOf({ schedule, ramp: { step: 0, share: 5, since, paused } })

  test('says where it stands and when it goes on, and can be paused', async () => {
    server.on(`PATCH ${path}`, () => ({ feature: at('admin') }))
    const wrapper = mount(AdminFeatureRamp, { props: { feature: at(null) } })
    expect(wrapper.get('[aria-current=step]').text()).toContain('5\u00A0%')
    expect(wrapper.get('[role=status] time').attributes('datetime')).toBe('2026-01-02T11:00:00.000Z')
    await wrapper.get('button').trigger('click')
    expect(server.requests[0]?.body).toEqual({ rampPaused: true, version: 7 })
  })

  test('that the guard has paused says so, and can be resumed', () => {
    const wrapper = mount(AdminFeatureRamp, { props: { feature: at('Guard: 9 of 40 people') } })
    expect(wrapper.get('[role=status]').text()).toContain('Guard: 9 of 40 people')
    expect(wrapper.get('button').text()).toBe('Resume')
  })
})

describe('a comparison', () => {
  const one = { variant: 'on', metric: 'faults' as const, rate: 0.03, baseRate: 0.01, difference: 0.02 }
  const shown = (comparisons: InstanceType<typeof AdminFeatureComparisons>['$props']['comparisons']) =>
    mount(AdminFeatureComparisons, { props: { comparisons, off: 'off' } }).text()

  test.each([
    ['Worse', { ...one, low: 0.01, high: 0.03 }],
    ['No clear difference', { ...one, low: -0.01, high: 0.05 }],
    ['Better', { ...one, low: -0.05, high: -0.01 }],
    ['Better', { ...one, metric: 'messages' as const, low: 0.01, high: 0.03 }],
  ])('is %s with its interval', (verdict, comparison) => {
    expect(shown([comparison])).toContain(verdict)
    expect(shown([comparison])).toContain('95 %')
  })

  test('of too few people says so', () => {
    expect(shown(null)).toContain('Too few people yet')
  })
})

test('the simulator says what a person gets, and which rule decides', async () => {
  server.on('GET /api/users', () => ({ users: [grace] }))
  server.on(`POST ${path}/simulation`, () => ({ variant: 'on', value: true, reason: 'SPLIT', rule: 0, bucket: 12_345 }))
  const feature = featureOf({ rules: [{ conditions: [], share: 40, variant: 'on' }] })
  const wrapper = mount(AdminFeatureWhy, { props: { feature } })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  await wrapper.get('input[type=search]').setValue('gra')
  await vi.advanceTimersByTimeAsync(500)
  vi.useRealTimers()
  await wrapper.findAll('button').find(button => button.text().includes('Grace'))!.trigger('click')
  await flushPromises()
  expect(server.requestsOf(`POST ${path}/simulation`)[0]?.body).toEqual({ context: { targetingKey: '2' } })
  const answer = wrapper.get('section[role=status]').text()
  expect(answer).toMatch(/Grace gets.*Rule 1 matches\..*40\u00A0% of people: on.*Bucket 12,345 of 100,000/s)
})

describe('when no rule matches, the answer', () => {
  const rules = [{ conditions: [], share: 40, variant: 'on' }]
  const answer = (result: object) => mount(AdminFeatureAnswer, {
    props: {
      feature: featureOf({ rules }), result: { variant: 'off', value: false, reason: 'DEFAULT' as const, ...result },
    },
  }).text()

  test('names the rule whose share leaves the person out', () => {
    const text = answer({ outside: 0, bucket: 50_000 })
    expect(text).toContain('Rule 1 would match, but they are outside of its share.')
    expect(text).toMatch(/40\u00A0% of people: on.*Those below 40\u00A0% are within\./s)
  })

  test('says that a share needs somebody', () => {
    expect(answer({ outside: 0 })).toContain('Rule 1 would match, but has a share, and nobody is named.')
  })
})

describe('an old version', () => {
  const question = async (fields: { killed: boolean, enabled: boolean }) => {
    const event = eventOf(3, {}, { enabled: fields.enabled })
    const props = { event, isLast: true, current: false, killed: fields.killed, revert: vi.fn() }
    const wrapper = mount(AdminFeatureEvent, { props, attachTo: document.body })
    await wrapper.get('button').trigger('click')
    return wrapper.get('[role=group]').text()
  }

  test('says when going back to it lifts a kill, and only then', async () => {
    expect(await question({ killed: true, enabled: true })).toContain('this lifts the kill switch')
    expect(await question({ killed: true, enabled: false })).not.toContain('kill switch')
    expect(await question({ killed: false, enabled: true })).not.toContain('kill switch')
  })
})

test('what a guard saw is a table: the people with the feature beside the rest', () => {
  const figures = {
    people: 40, affected: 9, faults: 21, rate: 0.525, restPeople: 300, restAffected: 2, restFaults: 2, restRate: 0.0067,
    chance: 1e-9,
  }
  const wrapper = mount(AdminFeatureFacts, { props: { figures } })
  const rows = wrapper.findAll('tbody tr').map(row => row.findAll('th, td').map(cell => cell.text()))
  expect(rows).toEqual([
    ['People', '40', '300'], ['People with faults', '9', '2'], ['Faults', '21', '2'],
    ['Faults per person', '0.525', '0.007'],
  ])
  expect(wrapper.text()).toContain('chance explains it: < 0.001')
})

test('an attribute that is a list is taken as one', async () => {
  server.on(`POST ${path}/simulation`, () => ({ variant: 'off', value: false, reason: 'DEFAULT' }))
  const wrapper = mount(AdminFeatureWhy, { props: { feature: featureOf() } })
  await wrapper.findAll('button').find(button => button.text() === 'Add an attribute')!.trigger('click')
  const [, name, value] = wrapper.findAll('input')
  await name!.setValue('room')
  await value!.setValue('[1, 2]')
  await wrapper.get('form').trigger('submit')
  await flushPromises()
  expect(server.requests[0]?.body).toEqual({ context: { room: [1, 2] } })
  expect(wrapper.text()).toContain('No rule matches, so the default variant applies.')
})

test('a new token is shown once, to be copied', async () => {
  server.on('POST /api/admin/tokens', () => ({ token: 'the secret', details: { id: 1 } }))
  const wrapper = mount(AdminTokenForm, { attachTo: document.body })
  await wrapper.get('input[name=name]').setValue('shop')
  await wrapper.get('form').trigger('submit')
  await flushPromises()
  expect(server.requests[0]?.body).toEqual({ name: 'shop', scopes: ['features:evaluate'], expiresAt: undefined })
  expect(wrapper.get('input[readonly]').element).toHaveProperty('value', 'the secret')
  expect(wrapper.text()).toContain('It is shown only once.')
})

test('what asks once more begins at its question, gives the focus back, and says what was refused', async () => {
  const run = vi.fn(() => Promise.reject(new ApiError('conflict')))
  const props = { label: 'Revert', question: 'Sure?', confirm: 'Yes', run }
  const wrapper = mount(AdminConfirm, { props, attachTo: document.body })
  await wrapper.get('button').trigger('click')
  await flushPromises()
  expect(run).not.toHaveBeenCalled()
  expect(document.activeElement?.textContent?.trim()).toBe('Sure?')
  await wrapper.get('button').trigger('click')
  await flushPromises()
  expect(wrapper.get('[role=alert]').text()).not.toBe('')
  await wrapper.get('[role=group]').trigger('keydown', { key: 'Escape' })
  await flushPromises()
  expect(document.activeElement?.textContent?.trim()).toBe('Revert')
})
