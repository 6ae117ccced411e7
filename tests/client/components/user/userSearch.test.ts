import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Profile } from '#shared/protocol/user'
import UserSearch from '~/components/user/UserSearch.vue'
import { grace, mallory } from '../../support/cast'
import { openClient } from '../../support/client'
import { goTo } from '../../support/nuxt'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

const pick = vi.fn(async (_user: Profile): Promise<unknown> => undefined)
let server: FakeServer

beforeEach(() => {
  pick.mockReset().mockResolvedValue(undefined)
  server = openClient().server
  server.on('GET /api/users', () => ({ users: [grace, mallory] }))
})

function searchOf(props: Record<string, unknown> = {}) {
  const search = mount(UserSearch, {
    props: {
      label: 'Search people', action: 'Write', pick,
      page: { path: '/rooms', fields: { tab: 'people' } }, post: { action: '/forms/direct', fields: { from: 'rooms' } },
      ...props,
    },
    attachTo: document.body,
  })
  const field = search.get<HTMLInputElement>('input[type=search]')
  const ask = async (text: string) => {
    field.element.value = text
    await search.get('[role=search]').trigger('submit')
    await flushPromises()
  }
  const choose = async () => {
    await search.get('form[action="/forms/direct"]').trigger('submit')
    await flushPromises()
  }
  const names = () => search.findAll('li').map(person => person.get('bdi').text())
  return { search, field, ask, choose, names }
}

test('people are found by what is typed, after a pause', async () => {
  vi.useFakeTimers()
  const { field, names } = searchOf()
  await field.setValue('gr')
  await vi.advanceTimersByTimeAsync(200)
  await field.setValue(' grace ')
  await vi.advanceTimersByTimeAsync(300)
  expect(server.requestsOf('GET /api/users').map(({ query }) => query?.query)).toEqual(['grace'])
  expect(names()).toEqual(['Grace', 'Mallory'])
})

test('Enter does not wait, and nobody at all is said', async () => {
  server.on('GET /api/users', () => ({ users: [] }))
  const { search, ask } = searchOf()
  expect(search.find('[role=status]').exists()).toBe(false)
  await ask('nobody')
  expect(search.get('[role=status]').text()).toBe('No people found.')
})

test('an emptied field asks nothing, and an answer that comes after it is not shown', async () => {
  let answer = (_found: object) => {}
  server.on('GET /api/users', () => new Promise(resolve => answer = resolve))
  const { ask, field, names } = searchOf()
  const asking = ask('grace')
  await flushPromises()
  field.element.value = ' '
  answer({ users: [grace] })
  await asking
  expect(names()).toEqual([])
  await ask(' ')
  expect(server.requestsOf('GET /api/users')).toHaveLength(1)
})

test('whoever is left out or unfit cannot be picked, and the second is told why', async () => {
  const unfit = (user: Profile) => user.id === mallory.id ? 'already in the group' : undefined
  const { search, ask, names } = searchOf({ unfit })
  await ask('a')
  expect(search.text()).toContain('already in the group')
  expect(search.findAll('button').map(button => button.attributes('aria-label'))).toEqual(['Write Grace'])
  await search.setProps({ exclude: [grace.id] })
  expect(names()).toEqual(['Mallory'])
})

test('after a choice the field is empty and goes on having the keyboard', async () => {
  const { ask, choose, field, names } = searchOf()
  await ask('grace')
  await choose()
  expect(pick.mock.calls.map(([user]) => user.id)).toEqual([grace.id])
  expect(field.element.value).toBe('')
  expect(names()).toEqual([])
  expect(document.activeElement).toBe(field.element)
})

test('a choice that is refused says why, and the list stays', async () => {
  const { search, ask, choose, names } = searchOf()
  pick.mockImplementation(() => useRoomsStore().startDirect(grace.id))
  server.on('POST /api/directs', () => { throw problem('rate_limited', 429) })
  await ask('grace')
  await choose()
  expect(search.get('[role=alert]').text()).toBe('Too many requests. Wait a moment and try again.')
  expect(names()).toEqual(['Grace', 'Mallory'])
})

test('without a script it searches by its page and posts the choice', async () => {
  const { search, ask } = searchOf()
  await ask('grace')
  const form = search.get('[role=search]')
  expect(form.attributes()).toMatchObject({ method: 'get', action: '/rooms#people' })
  expect(form.get('input[name=tab]').attributes('value')).toBe('people')
  const post = search.get('form[action="/forms/direct"]')
  expect(post.get('input[name=userId]').attributes('value')).toBe(String(grace.id))
  expect(post.get('input[name=from]').attributes('value')).toBe('rooms')
})

test('a page that came back from a search shows what was asked and found', async () => {
  useUsersStore().found = [grace]
  goTo('/rooms?people=gra&error=declined&form=direct')
  const { search, field, names } = searchOf()
  expect(field.element.value).toBe('gra')
  expect(names()).toEqual(['Grace'])
  expect(search.get('[role=alert]').text()).toBe('This person does not want to be added.')
})

test.each(['/rooms?error=declined&form=member', '/rooms/1?panel=details&error=declined&form=direct'])(
  'an error of another form is not its own: %s', (address) => {
    goTo(address)
    expect(searchOf().search.find('[role=alert]').exists()).toBe(false)
  })
