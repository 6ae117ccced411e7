import { drawn } from './drawn.mjs'
import { featureViews } from './features.mjs'
import { peopleViews } from './people.mjs'
import { supportViews } from './support.mjs'

const room = name => world => `/rooms/${world.rooms[name]}`
const panel = (name, query) => world => `/rooms/${world.rooms[name]}?${query(world)}`
const ofDetails = () => 'panel=details'
const line = (page, n) => page.getByRole('log').getByRole('article').nth(n)

async function openMenu(page, message) {
  await message.focus()
  await page.keyboard.press('m')
  await page.getByRole('menu').waitFor()
}

async function remove(page, message) {
  await openMenu(page, message)
  await page.getByRole('menuitem', { name: 'Delete message' }).click()
}

async function overview(page) {
  await page.getByText('Public address').waitFor()
  await drawn(page)
}

async function openPalette(page, text = '') {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type(text)
  await page.getByRole('option').first().waitFor()
}

async function refuse(page, status, code, path) {
  await page.route(path, route =>
    route.fulfill({
      status,
      contentType: 'application/problem+json',
      body: JSON.stringify({ code, status, title: code, type: 'about:blank' }),
    }),
  )
}

/** Every view and state: who looks (`as`, nobody without it), where, and what was done before. */
export const views = [
  { name: 'landing', title: 'Landing', path: '/' },
  { name: 'login', title: 'Log in', path: '/login' },
  { name: 'login-error', title: 'Log in, refused', path: '/login?error=unauthenticated' },
  { name: 'register', title: 'Create an account', path: '/register' },
  {
    name: 'register-error', title: 'Create an account, name taken',
    path: '/register?error=username_taken&field=username&username=ada',
  },
  { name: 'not-found', title: 'Nothing here', path: '/nowhere' },
  {
    name: 'rooms', title: 'The list of rooms', as: 'ada', path: '/rooms',
    unread: { 'Small repairs': 214, 'Kitchen garden': 9 },
  },
  {
    name: 'rooms-none', title: 'Directory, nothing found', as: 'ada', path: '/rooms/find?query=zzz',
    act: page => page.getByText('No groups found.').scrollIntoViewIfNeeded(),
  },
  { name: 'rooms-newcomer', title: 'The first screen', as: 'newcomer', path: '/rooms' },
  { name: 'rooms-find', title: 'Find groups', as: 'grace', path: '/rooms/find' },
  { name: 'rooms-people', title: 'People', as: 'ada', path: '/rooms/people?people=so' },
  { name: 'rooms-create', title: 'A new group', as: 'ada', path: '/rooms/new' },
  { name: 'rooms-guest', title: 'Rooms of a guest', as: 'guest', path: '/rooms' },
  { name: 'square', title: 'The square', as: 'ada', path: room('plaza') },
  { name: 'square-guest', title: 'The square, for a guest', as: 'guest', path: room('plaza') },
  { name: 'room', title: 'A busy group', as: 'ada', path: room('Observatory') },
  {
    name: 'room-unread', title: 'First unread', as: 'ada', path: room('Kitchen garden'),
    unread: { 'Kitchen garden': 9 },
  },
  {
    name: 'room-far-unread', title: 'Unread further up', as: 'ada', path: room('Small repairs'),
    unread: { 'Small repairs': 214 },
  },
  {
    name: 'room-place', title: 'The address of a message', as: 'ada',
    path: world => `/rooms/${world.rooms.Observatory}?seq=1503`,
  },
  {
    name: 'room-away', title: 'Away from the end', as: 'ada', path: room('Observatory'),
    act: page => page.getByRole('log').evaluate(log => log.scrollBy(0, -900)),
  },
  { name: 'room-empty', title: 'A new group', as: 'ada', path: room('Map makers') },
  {
    name: 'room-long-name', title: 'A long name', as: 'ada',
    path: room('Committee for the restoration of the old clock tower and its seven bells'),
  },
  { name: 'room-invitation', title: 'A link to a group one could join', as: 'root', path: room('Observatory') },
  {
    name: 'room-largest', title: 'A group of many', as: 'ada',
    path: world => `/rooms/${world.rooms.largest ?? world.rooms.Observatory}`,
  },
  { name: 'room-rtl', title: 'Right to left', as: 'ada', path: room('ديوان الشعر') },
  { name: 'direct', title: 'A direct conversation', as: 'ada', path: room('direct') },
  { name: 'direct-deleted', title: 'With somebody who left', as: 'ada', path: room('goneDirect') },
  {
    name: 'message-actions', title: 'Actions of a message', as: 'ada', path: room('plaza'),
    act: page => line(page, -2).focus(),
  },
  {
    name: 'message-menu', title: 'Menu of a message', as: 'ada', path: room('plaza'),
    act: page => openMenu(page, line(page, -2)),
  },
  { name: 'message-undo', title: 'Deleted, undo', as: 'ada', path: room('direct'), act: async (page) => {
    await remove(page, line(page, 2))
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await remove(page, line(page, 2))
    await page.getByRole('button', { name: 'Undo' }).waitFor()
  }, after: page => page.getByRole('button', { name: 'Undo' }).click() },
  {
    name: 'reply', title: 'Writing a reply', as: 'ada', path: world => `/rooms/${world.rooms.plaza}?reply=4`,
    act: page =>
      page
        .getByRole('textbox', { name: 'Message' })
        .fill('From ten until dusk, and the rope is new.\nMind the fourth step.'),
  },
  { name: 'message-failed', title: 'Not sent', as: 'ada', path: room('Engine room'), before: async (page) => {
    await page.routeWebSocket('**/ws', () => {})
    await refuse(page, 403, 'forbidden', '**/api/rooms/*/messages')
  }, act: async (page) => {
    await page.getByRole('textbox', { name: 'Message' }).fill('Will this arrive?')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.locator('[data-state=failed]').waitFor({ timeout: 20_000 })
  } },
  {
    name: 'message-waiting', title: 'Waiting to be sent', as: 'ada', path: room('Engine room'),
    before: async (page) => {
      await page.routeWebSocket('**/ws', () => {})
      await refuse(page, 503, 'unavailable', '**/api/rooms/*/messages')
    },
    act: async (page) => {
      for (const text of ['Is anybody there?', 'I will wait.']) {
        await page.getByRole('textbox', { name: 'Message' }).fill(text)
        await page.getByRole('button', { name: 'Send' }).click()
      }
      await page.getByRole('button', { name: 'Discard' }).nth(1).waitFor({ timeout: 20_000 })
    },
  },
  {
    name: 'room-loading', title: 'A group is loading', as: 'ada', path: '/rooms',
    before: page => page.route('**/api/rooms/*/messages*', () => {}),
    act: async (page) => {
      await page.getByRole('link', { name: 'Choir' }).first().click()
      await page.locator('main .skeleton, section .skeleton').first().waitFor()
      await page
        .locator('.skeleton')
        .first()
        .evaluate(element => Promise.all(element.getAnimations().map(one => one.finished)))
    },
  },
  {
    name: 'room-error', title: 'A group could not be loaded', as: 'ada', path: '/rooms',
    before: page => refuse(page, 503, 'unavailable', '**/api/rooms/*/messages*'),
    act: async (page) => {
      await page.getByRole('link', { name: 'Choir' }).first().click()
      await page.getByRole('button', { name: 'Try again' }).waitFor()
    },
  },
  {
    name: 'room-exit', title: 'Taken out of a group while writing', as: 'ada', path: room('Choir'),
    before: async (page) => {
      // Only a socket event announces it: the server, which knows better, is not asked again.
      await page.route('**/api/rooms?*', () => {})
      await page.routeWebSocket('**/ws', (socket) => {
        socket.connectToServer()
        page.takenOut = roomId => socket.send(JSON.stringify([{ type: 'room.left', roomId }]))
      })
    },
    act: async (page, world) => {
      await page.getByRole('textbox', { name: 'Message' }).fill('I can bring the second verse on Tuesday, if')
      page.takenOut(world.rooms.Choir)
      await page.getByText('You are no longer in').waitFor()
    },
  },
  {
    name: 'reconnecting', title: 'No connection', as: 'ada', path: room('plaza'),
    before: page => page.routeWebSocket('**/ws', socket => socket.close()),
    act: page => page.getByText('Reconnecting…').waitFor({ timeout: 8_000 }),
  },
  { name: 'details', title: 'Details of a group', as: 'ada', path: panel('Observatory', ofDetails) },
  {
    name: 'details-edit', title: 'Editing a group', as: 'ada', path: panel('Observatory', ofDetails),
    act: page => page.getByText('Edit group').click(),
  },
  {
    name: 'details-delete', title: 'Deleting a group', as: 'ada', path: panel('Night shift', ofDetails),
    act: page => page.getByText('Delete group').click(),
  },
  {
    name: 'details-loading', title: 'Members are loading', as: 'ada', path: room('Choir'),
    before: page => page.route('**/members?*', () => {}),
    act: async (page) => {
      await page.locator('#room-details').click()
      await page.locator('.skeleton').waitFor()
      await page.locator('.skeleton').evaluate(element => Promise.all(element.getAnimations().map(one => one.finished)))
    },
  },
  {
    name: 'details-error', title: 'Members could not be loaded', as: 'ada', path: room('Choir'),
    before: page => refuse(page, 503, 'unavailable', '**/members?*'),
    act: async (page) => {
      await page.locator('#room-details').click()
      await page.getByRole('button', { name: 'Try again' }).waitFor()
    },
  },
  {
    name: 'person', title: 'A person', as: 'ada',
    path: panel('Observatory', world => `panel=person&user=${world.people.grace}`),
  },
  { name: 'palette', title: 'Palette', as: 'ada', path: room('plaza'), act: page => openPalette(page) },
  {
    name: 'palette-search', title: 'Palette, searching', as: 'ada', path: room('plaza'),
    act: page => openPalette(page, 'gra'),
  },
  { name: 'palette-late', title: 'Palette, its code on the way', as: 'ada', path: room('plaza'), act: async (page) => {
    await page.route(/\/_nuxt\/[^?]*\.js/, () => {})
    await page.keyboard.press('Control+k')
    await page.keyboard.type('gra')
    await page.locator('dialog .skeleton').waitFor()
  } },
  { name: 'shortcuts', title: 'Shortcuts', as: 'ada', path: '/settings', act: async (page) => {
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
  } },
  { name: 'settings', title: 'Settings', as: 'ada', path: '/settings' },
  { name: 'settings-guest', title: 'Settings of a guest', as: 'guest', path: '/settings' },
  {
    name: 'report', title: 'Reporting a message', as: 'grace', path: world => `/report?room=${world.rooms.plaza}&seq=4`,
  },
  { name: 'admin', title: 'Admin: overview', as: 'root', path: '/admin', act: overview },
  { name: 'admin-people', title: 'Admin: people', as: 'root', path: '/admin/people' },
  { name: 'admin-people-none', title: 'Admin: nobody found', as: 'root', path: '/admin/people?query=zzz' },
  { name: 'admin-person', title: 'Admin: a person', as: 'root', path: world => `/admin/people/${world.people.grace}` },
  { name: 'admin-rooms', title: 'Admin: groups', as: 'root', path: '/admin/rooms' },
  { name: 'admin-room', title: 'Admin: a group', as: 'root', path: world => `/admin/rooms/${world.rooms.Observatory}` },
  {
    name: 'admin-messages', title: 'Admin: messages', as: 'root',
    path: world => `/admin/messages?room=${world.rooms.plaza}`,
  },
  { name: 'admin-reports', title: 'Admin: reports', as: 'root', path: '/admin/reports' },
  { name: 'admin-settings', title: 'Admin: settings', as: 'root', path: '/admin/settings' },
  { name: 'admin-audit', title: 'Admin: audit log', as: 'root', path: '/admin/audit' },
  ...featureViews,
  ...peopleViews, ...supportViews,
]
