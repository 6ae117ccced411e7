import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, test } from 'vitest'
import AdminFeatureEditor from '~/components/admin/feature/edit/AdminFeatureEditor.vue'
import type { AdminFeature } from '#shared/protocol/admin/adminFeature'
import { openClient } from '../../support/client'
import { featureOf } from '../../support/features'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

const path = '/api/admin/features/new-search'
const admins = { conditions: [{ attribute: 'role', operator: 'in' as const, values: ['admin'] }], variant: 'on' }
const some = { conditions: [], share: 33.333, variant: 'on' }

let server: FakeServer

beforeEach(() => {
  server = openClient().server
})

/** The server takes every change, one version after the other. */
function accept() {
  server.on(`PATCH ${path}`, ({ body }) => ({ feature: { ...featureOf(), ...body as object, version: 8 } }))
}

const sent = () => server.requestsOf(`PATCH ${path}`).at(-1)?.body

function edit(fields: Partial<AdminFeature> = {}) {
  const feature = featureOf(fields)
  useAdminFeaturesStore().current = feature
  const wrapper = mount(AdminFeatureEditor, { props: { feature }, attachTo: document.body })
  const button = (name: string | RegExp) => {
    const isNamed = (text: string) => typeof name === 'string' ? text === name : name.test(text)
    const found = wrapper.findAll('button').find(one => isNamed(one.attributes('aria-label') ?? one.text()))
    if (!found) throw new Error(`no button ${name}`)
    return found
  }
  const field = (name: string) => {
    const label = wrapper.findAll('label').find(one => one.text() === name)
    return wrapper.get(`[id="${label?.attributes('for')}"]`)
  }
  const save = async () => {
    await wrapper.get('form').trigger('submit')
    await flushPromises()
  }
  const rules = () => wrapper.findAll('[data-summary]').map(one => one.text().replace(/\s+/g, ' '))
  return { wrapper, button, field, save, rules }
}

describe('the rules', () => {
  test('are read as sentences, and say what everybody else gets', () => {
    const { wrapper, rules } = edit({ rules: [admins, some] })
    expect(rules()).toEqual(['1. admins → on', '2. 33.333 % of people → on'])
    expect(wrapper.text()).toMatch(/Everybody else gets\s+off/)
  })

  test('a new one gives some people the feature', async () => {
    accept()
    const { button, field, save } = edit()
    await button('Add a rule').trigger('click')
    await field('Only a share of them').setValue(true)
    await field('Share in percent').setValue('40')
    await save()
    expect(sent()).toEqual({ rules: [{ conditions: [], variant: 'on', share: 40 }], version: 7 })
  })

  test('the slider and the number say the same, the number to three decimals', async () => {
    const { button, field, rules } = edit({ rules: [some] })
    await button(/^1\./).trigger('click')
    expect(field('Share in percent').element).toHaveProperty('value', '33.333')
    await field('Share, by the slider').setValue('50')
    expect(field('Share in percent').element).toHaveProperty('value', '50')
    await field('Share in percent').setValue('0.001')
    expect(rules()).toEqual(['1. 0.001 % of people → on'])
  })

  test('are put in another order by buttons, which keep the focus, and say where they are', async () => {
    const { wrapper, button, rules } = edit({ rules: [admins, some] })
    await button('Move rule 2 up').trigger('click')
    await flushPromises()
    expect(rules()).toEqual(['1. 33.333 % of people → on', '2. admins → on'])
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Move rule 1 down')
    expect(wrapper.findAll('[role=status]').map(one => one.text())).toContain('Now rule 1 of 2.')
  })

  test('are put in another order by the keyboard', async () => {
    const { button, rules } = edit({ rules: [admins, some] })
    await button(/^1\./).trigger('keydown', { key: 'ArrowDown', altKey: true })
    await flushPromises()
    expect(rules()).toEqual(['1. 33.333 % of people → on', '2. admins → on'])
    expect(document.activeElement?.textContent).toContain('admins')
  })

  test('a condition gets the values of its attribute, and forgets those of another', async () => {
    accept()
    const { wrapper, button, field, save } = edit({ rules: [admins] })
    await button(/^1\./).trigger('click')
    await field('Attribute of condition 1').setValue('kind')
    const boxes = wrapper.get('[aria-label=Values]').findAll('label')
    expect(boxes.map(box => box.text())).toEqual(['members', 'guests', 'bots', 'customers', 'visitors'])
    await boxes[1]!.get('input').setValue(true)
    await save()
    expect(sent()).toMatchObject({ rules: [{ conditions: [{ attribute: 'kind', values: ['guest'] }] }] })
  })

  test('an age is compared by a number', async () => {
    accept()
    const { button, field, save } = edit({ rules: [admins] })
    await button(/^1\./).trigger('click')
    await field('Attribute of condition 1').setValue('accountAgeDays')
    await field('Values').setValue('7')
    await save()
    const condition = { attribute: 'accountAgeDays', operator: 'gt', values: [7] }
    expect(sent()).toMatchObject({ rules: [{ conditions: [condition] }] })
  })

  test('another application’s attribute is named, with a value a line', async () => {
    accept()
    const { button, field, save } = edit({ rules: [admins] })
    await button(/^1\./).trigger('click')
    await field('Attribute of condition 1').setValue('')
    await field('Name of the attribute').setValue('plan')
    await field('Values').setValue('gold\n silver ')
    await save()
    expect(sent()).toMatchObject({ rules: [{ conditions: [{ attribute: 'plan', values: ['gold', 'silver'] }] }] })
  })

  test('people are split between variants by weight', async () => {
    accept()
    const { button, field, save, rules } = edit({ rules: [admins] })
    await button(/^1\./).trigger('click')
    await field('Split them between variants').setValue(true)
    await field('Weight of on').setValue('3')
    expect(rules()).toEqual(['1. admins → on 75 %, off 25 %'])
    await save()
    expect(sent()).toMatchObject({ rules: [{ split: [{ variant: 'on', weight: 3 }, { variant: 'off', weight: 1 }] }] })
  })
})

describe('what the server refuses', () => {
  const refuse = (errors: { path: string, code: string }[]) => server.on(`PATCH ${path}`, () => {
    throw Object.assign(problem('invalid', 400), { data: { code: 'invalid', errors } })
  })

  test('is said at its field, in a rule that was folded, and the field has the focus', async () => {
    refuse([{ path: 'rules.1.share', code: 'too_big' }])
    const { wrapper, field, save } = edit({ rules: [admins, some] })
    await field('Owner').setValue('grace')
    await save()
    expect(field('Share in percent').attributes('aria-invalid')).toBe('true')
    expect(wrapper.text()).toContain('This is too much.')
    expect(document.activeElement).toBe(field('Share in percent').element)
  })

  test('of a value of a condition is said at the condition', async () => {
    refuse([{ path: 'rules.0.conditions.0.values', code: 'too_small' }])
    const { wrapper, field, save } = edit({ rules: [admins] })
    await field('Owner').setValue('grace')
    await save()
    const { 'aria-describedby': note } = wrapper.get('[aria-label=Values]').attributes()
    expect(wrapper.get(`[id="${note}"]`).text()).toBe('Fill this in.')
  })

  test('as a circle is said where the other features are chosen', async () => {
    refuse([{ path: 'prerequisites', code: 'circle' }])
    const { wrapper, field, save } = edit()
    await field('Owner').setValue('grace')
    await save()
    expect(wrapper.findAll('[role=alert]').map(one => one.text())).toContain('They need each other in a circle.')
  })
})

test('an object that is no JSON is not even sent', async () => {
  const { wrapper, field, save } = edit({ variants: { on: { a: 1 }, off: {} } })
  await field('Value of on').setValue('{')
  await save()
  expect(wrapper.text()).toContain('This is not a JSON object.')
  expect(server.requests).toEqual([])
})

test('the variants of Plaza’s own features cannot be changed, nor can the feature be deleted', () => {
  const { wrapper, field } = edit({ key: 'new-search', own: true })
  expect(field('Name of the variant').attributes('readonly')).toBeDefined()
  expect(wrapper.text()).not.toContain('Delete feature')
})

describe('when somebody else was faster', () => {
  async function conflict() {
    server.on(`PATCH ${path}`, () => { throw problem('conflict', 409, { detail: 'changed_meanwhile' }) })
    server.on(`GET ${path}`, () => ({ feature: featureOf({ version: 9, description: 'Theirs' }) }))
    const editor = edit()
    await editor.field('Owner').setValue('grace')
    await editor.save()
    expect(editor.wrapper.get('[role=alert]').text()).toContain('Somebody has changed this feature meanwhile.')
    return editor
  }

  test('their version can be taken with one’s own changes on top', async () => {
    const { button, field, save } = await conflict()
    await button('Load the new version, keep my changes').trigger('click')
    await flushPromises()
    expect(field('Description').element).toHaveProperty('value', 'Theirs')
    expect(field('Owner').element).toHaveProperty('value', 'grace')
    accept()
    await save()
    expect(sent()).toEqual({ owner: 'grace', version: 9 })
  })

  test('or without them', async () => {
    const { wrapper, button, field } = await conflict()
    await button('Load the new version, discard mine').trigger('click')
    await flushPromises()
    expect(field('Owner').element).toHaveProperty('value', 'ada')
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
  })
})

test('who saves what somebody has killed meanwhile reads why', async () => {
  server.on(`PATCH ${path}`, () => { throw problem('conflict', 409, { detail: 'changed_meanwhile' }) })
  const killed = { reason: 'It breaks search', at: '2026-01-02T10:00:00.000Z', by: null }
  server.on(`GET ${path}`, () => ({ feature: featureOf({ version: 9, enabled: false, killed }) }))
  const { wrapper, field, save } = edit()
  await field('Owner').setValue('grace')
  await save()
  expect(wrapper.get('[role=alert]').text()).toContain('killed this feature meanwhile: It breaks search.')
})

test.each([
  ['is off', { enabled: false }, 'This feature is off: nobody gets it'],
  ['waits for its time', { enabled: false, schedule: { on: '2030-01-02T10:00:00.000Z' } }, 'until its schedule'],
  ['is killed', { enabled: false, killed: { reason: 'x', at: '2026-01-02T10:00:00.000Z', by: null } }, 'was killed'],
])('the editor of a feature that %s says so', (_, fields, text) => {
  expect(edit(fields).wrapper.get('form > p').text()).toContain(text)
})

test('what was not saved is there again after a look at another tab', async () => {
  const { wrapper, field } = edit()
  await field('Owner').setValue('grace')
  wrapper.unmount()
  expect(edit().field('Owner').element).toHaveProperty('value', 'grace')
})

test('a kill switch that is used meanwhile is no conflict', async () => {
  accept()
  const { field, save } = edit()
  await field('Owner').setValue('grace')
  useAdminFeaturesStore().current = featureOf({ version: 8, enabled: false })
  await flushPromises()
  await save()
  expect(sent()).toEqual({ owner: 'grace', version: 8 })
})
