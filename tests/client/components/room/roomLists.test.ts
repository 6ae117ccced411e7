import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, test } from 'vitest'
import RoomRow from '~/components/room/RoomRow.vue'
import RoomSidebar from '~/components/room/sidebar/RoomSidebar.vue'
import { ada, grace, mallory, messageOf, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import { goTo } from '../../support/nuxt'

beforeEach(() => void openClient())

describe('the sidebar', () => {
  const direct = (fields = {}) => roomOf({ id: 3, kind: 'direct', name: null, peer: grace, ...fields })

  function open(...rooms: ReturnType<typeof roomOf>[]) {
    for (const room of rooms.reverse()) useRoomsStore().receive(room)
    const sidebar = mount(RoomSidebar, { attachTo: document.body })
    const linkTo = (id: number) => sidebar.get<HTMLElement>(`a[href="/rooms/${id}"]`)
    return { sidebar, linkTo }
  }

  test('has the square on top, then people, then groups', () => {
    const square = roomOf({ id: 1, name: 'Square', square: true })
    const { sidebar } = open(direct(), roomOf({ id: 2, name: 'Engines' }), square)
    expect(sidebar.findAll('h2').map(heading => heading.text())).toEqual(['Direct messages', 'Groups'])
    expect(sidebar.findAll('li').map(room => room.get('bdi').text())).toEqual(['Square', 'Grace', 'Engines'])
  })

  test('says what is unread, and of groups counts only mentions', () => {
    const { linkTo } = open(roomOf({ id: 2, lastSeq: 5, mentions: 2 }), direct({ lastSeq: 120 }))
    expect(linkTo(2).text()).toMatch(/Lobby\s*2\s*5 unread messages/)
    expect(linkTo(3).text()).toMatch(/99\+.*120 unread messages/s)
  })

  test('counts in the inbox what is for one alone, without what is muted', () => {
    const mutedUntil = '9999-12-31T23:59:59.999Z'
    const { sidebar, linkTo } = open(
      roomOf({ id: 2, lastSeq: 5, mentions: 2 }), direct({ lastSeq: 3 }),
      roomOf({ id: 4, lastSeq: 9, mentions: 9, notifications: { level: 'all', mutedUntil } }),
    )
    expect(sidebar.get('a[href="/inbox"]').text()).toMatch(/Inbox\s*5\s*5 for you/)
    expect(linkTo(4).text()).toContain('Muted')
    expect(linkTo(4).text()).not.toContain('9')
  })

  test('has favourites in a section of their own, and folds sections but for what is counted', async () => {
    const favourite = roomOf({ id: 2, name: 'Engines', notifications: { level: 'all', favourite: true } })
    const loud = roomOf({ id: 5, name: 'Loud', lastSeq: 1, mentions: 1 })
    const { sidebar } = open(favourite, roomOf({ id: 4, name: 'Quiet' }), loud)
    const names = () => sidebar.findAll('li').map(room => room.get('bdi').text())
    expect(sidebar.findAll('h2').map(heading => heading.text())).toEqual(['Favourites', 'Direct messages', 'Groups'])
    expect(names()).toEqual(['Engines', 'Loud', 'Quiet'])
    const groups = sidebar.findAll('h2 button')[2]!
    await groups.trigger('click')
    expect(groups.attributes('aria-expanded')).toBe('false')
    expect(names()).toEqual(['Engines', 'Loud'])
    expect(groups.text()).toBe('Groups')
    useRoomsStore().receive(roomOf({ id: 4, name: 'Quiet', lastSeq: 3 }))
    await sidebar.vm.$nextTick()
    expect(groups.text()).toMatch(/Groups\s*1 unread room/)
    await groups.trigger('click')
    expect(names()).toEqual(['Engines', 'Quiet', 'Loud'])
  })

  test('offers members a way to more beside each section, and guests none', async () => {
    const { sidebar } = open(roomOf({ id: 2 }))
    const ways = () => sidebar.findAll('section a[aria-label]').map(link => link.attributes('href'))
    expect(ways()).toEqual(['/rooms/people#people', '/rooms/new'])
    useSessionStore().become({ ...ada, kind: 'guest' })
    await sidebar.vm.$nextTick()
    expect(ways()).toEqual([])
  })

  test('is one stop for the keyboard, and arrows walk, fold and unfold', async () => {
    goTo('/rooms/4')
    const { sidebar, linkTo } = open(direct(), roomOf({ id: 2, name: 'Engines' }), roomOf({ id: 4, name: 'Éclairs' }))
    const stops = () => sidebar.findAll<HTMLElement>('[data-row]').filter(({ element }) => element.tabIndex === 0)
    expect(stops().map(row => row.text())).toEqual(['Éclairs'])
    const press = async (key: string) => {
      document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      await sidebar.vm.$nextTick()
      return document.activeElement!.textContent!.trim()
    }
    linkTo(4).element.focus()
    expect(await press('ArrowDown')).toBe('Éclairs')
    expect(await press('ArrowUp')).toBe('Engines')
    expect(stops().map(row => row.text())).toEqual(['Engines'])
    expect(await press('e')).toBe('Éclairs')
    expect(await press('n')).toBe('Engines')
    expect(await press('Home')).toBe('Direct messages')
    expect(await press('ArrowLeft')).toBe('Direct messages')
    expect(sidebar.find('a[href="/rooms/3"]').exists()).toBe(false)
    expect(await press('ArrowRight')).toBe('Direct messages')
    expect(linkTo(3).text()).toContain('Grace')
    expect(await press('End')).toBe('Éclairs')
    expect(await press('ArrowLeft')).toBe('Groups')
    sidebar.unmount()
  })

  test('marks the room that is open', () => {
    goTo('/rooms/2')
    const { linkTo } = open(roomOf({ id: 2 }), roomOf({ id: 4 }))
    expect(linkTo(2).attributes('aria-current')).toBe('page')
    expect(linkTo(4).attributes('aria-current')).toBeUndefined()
  })

  test('shows whether those are there whom one writes with, and what one has said of oneself', async () => {
    const { sidebar, linkTo } = open(direct(), roomOf({ id: 2 }))
    usePresenceStore().receive(grace.id, { status: 'dnd' })
    useOwnPresenceStore().receive({ status: 'away', text: 'At lunch', hidden: false })
    await sidebar.vm.$nextTick()
    expect(linkTo(3).text()).toContain('Do not disturb')
    const own = () => sidebar.get('[popovertarget]').text()
    expect(own()).toContain('Away')
    expect(sidebar.get('a[href="/settings"]').text()).toMatch(/Ada.*At lunch/s)
    useOwnPresenceStore().receive({ status: 'away', text: 'At lunch', hidden: true })
    await sidebar.vm.$nextTick()
    expect(sidebar.get('a[href="/settings"]').text()).toMatch(/Ada.*Hidden from others/s)
    expect(own()).not.toContain('Away')
  })

  test('leads admins to the administration, and everybody to the palette', async () => {
    const { sidebar } = open()
    expect(sidebar.find('a[href="/admin"]').exists()).toBe(false)
    await sidebar.get('button').trigger('click')
    expect(useOverlaysStore().open).toBe('palette')
    useSessionStore().become({ ...ada, role: 'admin' })
    await sidebar.vm.$nextTick()
    expect(sidebar.find('a[href="/admin"]').exists()).toBe(true)
  })
})

describe('a room in the list', () => {
  beforeEach(() => useUsersStore().receive(grace))

  const rowOf = (fields: Parameters<typeof roomOf>[0]) => mount(RoomRow, { props: { room: roomOf(fields) } }).text()

  test('shows who said what last, and how much is new', () => {
    const row = rowOf({ lastMessage: messageOf(3, { body: 'one **two**' }), lastSeq: 3 })
    expect(row).toMatch(/Lobby.*Grace: one two.*3 new/s)
  })

  test('calls one\'s own message one\'s own, and a stranger nothing', () => {
    expect(rowOf({ lastMessage: messageOf(1, { authorId: ada.id }) })).toContain('You: message 1')
    expect(rowOf({ lastMessage: messageOf(1, { authorId: mallory.id }) })).not.toContain(': message 1')
  })

  test('does not name the only other one', () => {
    const row = rowOf({ kind: 'direct', name: null, peer: grace, lastMessage: messageOf(1) })
    expect(row).toContain('Grace')
    expect(row).not.toContain('Grace:')
  })

  test('shows the topic where nothing was said, and a tombstone where it was deleted', () => {
    expect(rowOf({ topic: 'and tea' })).toContain('and tea')
    expect(rowOf({})).toContain('No messages yet')
    expect(rowOf({ lastMessage: messageOf(1, { body: null }) })).toContain('Message deleted')
  })
})
