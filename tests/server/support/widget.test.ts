import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { firstAdmin, nobody } from '../../support/cast.ts'
import type { Answer, Client } from '../../support/client.ts'
import { root as project } from '../../support/paths.ts'
import { openInbox } from '../../support/support.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld('support-widget')
const shop = 'https://shop.example'
const english = JSON.parse(readFileSync(join(project, 'i18n/widget/en.json'), 'utf8')) as { loader: object }
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

const ask = (path: string, headers: Record<string, string> = {}) =>
  nobody(world.server).ask({ method: 'GET', path, headers: { accept: 'text/html', ...headers } })

/** The directives of the policy, by name. */
const policyOf = ({ headers }: Answer) => Object.fromEntries(
  String(headers['content-security-policy']).split('; ').map(one => [one.split(' ')[0], one.split(' ').slice(1)]),
)
const dataOf = ({ text }: Answer) =>
  JSON.parse(/<script type="application\/json"[^>]*>(.*?)<\/script>/s.exec(text)?.[1] ?? '')

test('the page of the widget has name, greeting and form, and runs no script but its own', async () => {
  const form = { name: 'required', email: 'off', topic: 'optional' }
  const inbox = await openInbox(root, [world.ada], { greeting: 'Good evening', form, sites: [shop] })
  const page = await ask(`/widget?inbox=${inbox.key}`)
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  expect(page.headers['cache-control']).toBe('no-store')
  expect(page.headers['set-cookie']).toBeUndefined()
  expect(page.text).toContain(`<h1 dir="auto">${inbox.name}</h1>`)
  expect(page.text).toContain('Good evening')
  expect([...page.text.matchAll(/<input[^>]* name="(\w+)"/g)].map(([, name]) => name)).toEqual(['topic', 'name'])
  const scripts = [...page.text.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes)
  expect(scripts).toEqual([
    expect.stringMatching(/^ type="module" src="\/_widget\/[\w.-]+\.js"$/),
    ' type="application/json" id="frame-data"',
  ])
  const policy = policyOf(page)
  expect(policy).toMatchObject({ 'default-src': ['\'none\''], 'script-src': ['\'self\''], 'form-action': ['\'none\''] })
  expect(policy['style-src']).toEqual(['\'self\'', expect.stringMatching(/^'sha256-/)])
  for (const path of page.text.match(/\/_widget\/[\w.-]+/g) ?? []) {
    const file = await ask(path)
    expect([file.status, file.headers['cache-control']], path).toEqual([200, expect.stringContaining('immutable')])
  }
})

test('only Plaza’s own pages and the sites of the inbox may show it', async () => {
  const [one, two] = [
    await openInbox(root, [], { sites: [shop, 'http://localhost:8080'] }), await openInbox(root, [], { sites: [] }),
  ]
  const page = await ask(`/widget?inbox=${one.key}&site=${shop}`)
  expect(policyOf(page)['frame-ancestors']).toEqual(['\'self\'', shop, 'http://localhost:8080'])
  expect(page.headers['x-frame-options']).toBeUndefined()
  expect(dataOf(page).site).toBe(shop)
  const other = await ask(`/widget?inbox=${two.key}&site=${shop}`)
  expect(policyOf(other)['frame-ancestors']).toEqual(['\'self\''])
  expect(dataOf(other).site, 'a page that is not listed is told nothing').toBeNull()
  expect(dataOf(await ask(`/widget?inbox=${two.key}&site=${world.server.origin}`)).site).toBe(world.server.origin)
})

test('what an admin has written is text', async () => {
  const name = '</script><script>alert(1)</script>&<!--'
  const inbox = await openInbox(root, [], { name, greeting: '<img src=x onerror=alert(1)>' })
  const page = await ask(`/widget?inbox=${inbox.key}`)
  expect(page.text.match(/<script/g)).toHaveLength(2)
  expect(page.text).not.toContain('<img')
  expect(dataOf(page).inbox).toMatchObject({ name, greeting: '<img src=x onerror=alert(1)>' })
})

test('there is no page of an inbox that is gone, and wishes that cannot be met are none', async () => {
  const inbox = await openInbox(root, [])
  expect((await ask('/widget?inbox=no-such-inbox')).status).toBe(404)
  expect((await ask('/widget')).status).toBe(400)
  const page = await ask(`/widget?inbox=${inbox.key}&theme="><script>&language=tlh&site=${'x'.repeat(300)}`)
  expect([page.status, dataOf(page).language]).toEqual([200, 'en'])
  for (const name of ['constructor', '__proto__']) {
    const { language } = dataOf(await ask(`/widget?inbox=${inbox.key}&language=${name}`))
    expect(language, 'what every object has is no language').toBe('en')
  }
  expect(page.text).toMatch(/^<!DOCTYPE html><html lang="en"><head>/)
  expect((await ask(`/widget?inbox=${inbox.key}&theme=dark`)).text).toContain('<html lang="en" data-theme="dark">')
  expect((await root.delete(`/api/admin/inboxes/${inbox.id}`)).status).toBe(204)
  expect((await ask(`/widget?inbox=${inbox.key}`)).status).toBe(404)
})

test('its page says nothing of the team, the sites or the secret', async () => {
  const { ada } = world
  const inbox = await openInbox(root, [ada], { sites: [shop, 'https://hidden.example'] })
  const { text } = await ask(`/widget?inbox=${inbox.key}&site=${shop}`)
  for (const secret of [inbox.identitySecret, 'hidden.example', ada.user.username]) expect(text).not.toContain(secret)
  expect(Object.keys(dataOf({ text } as Answer).texts)).toEqual(Object.keys(english).filter(name => name !== 'loader'))
})

test('the loader is for every site, and asked for again soon', async () => {
  const file = await ask('/widget.js', { origin: shop })
  expect([file.status, file.headers['content-type']]).toEqual([200, expect.stringContaining('javascript')])
  expect(file.headers['cross-origin-resource-policy'] ?? 'cross-origin').toBe('cross-origin')
  expect(file.headers['cache-control'] ?? '').not.toContain('immutable')
})
