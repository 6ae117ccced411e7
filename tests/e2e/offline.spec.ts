import type { Page } from '@playwright/test'
import { group, member } from '../support/cast.ts'
import type { Proxy } from '../support/proxy.ts'
import { unique } from '../support/random.ts'
import { alive, expect, expectAccessible, log, logInAs, stored, test } from './fixtures.ts'

const slow = { timeout: 20_000 }
const kept = (page: Page) => page.getByRole('list', { name: 'Messages' })
const rooms = (page: Page) => page.getByRole('navigation', { name: 'Rooms' })

/** The service worker has this page, and so the one for when there is no network. */
const isInstalled = (page: Page) =>
  page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')

/** What the browser keeps of rooms, as text. */
const copyIn = (page: Page) => page.evaluate(() => new Promise<string>((resolve, reject) => {
  const request = indexedDB.open('plaza-offline')
  request.onerror = () => reject(request.error ?? new Error('no database'))
  request.onsuccess = () => {
    const found = request.result.transaction('rooms').objectStore('rooms').getAll()
    found.onsuccess = () => {
      request.result.close()
      resolve(JSON.stringify(found.result))
    }
  }
}).catch(String))

/** A script that is on its way when the network breaks is an error of the page, and none of it. */
async function cutWhenIdle(page: Page, wire: Proxy): Promise<void> {
  await alive(page)
  await page.waitForLoadState('networkidle')
  wire.cut()
}

test('without a network the last messages are there, and what is written is sent afterwards', async ({
  visit, server,
}) => {
  const [ada, grace] = await Promise.all([member(server, 'ada'), member(server, 'grace')])
  const [room, other] = [await group(ada, [grace], 'private'), await group(ada, [grace], 'private')]
  const [text, secret, late] = [unique('read'), unique('secret'), unique('late')]
  await ada.say(room.id, text)
  await ada.say(other.id, secret)
  const { page, wire } = await visit({ serviceWorkers: 'allow', viewport: { width: 360, height: 720 } })
  await logInAs(page, grace)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  await isInstalled(page)
  await expect.poll(() => copyIn(page), slow).toContain(text)
  await expect.poll(() => copyIn(page), slow).toContain(secret)

  await cutWhenIdle(page, wire)
  await page.goto(`/rooms/${room.id}`)
  await expect(page.getByText(/^As of /)).toBeVisible()
  await expect(kept(page)).toContainText(text)
  await page.getByRole('textbox', { name: 'Message' }).fill(late)
  await page.getByRole('button', { name: 'Send later' }).click()
  await expect(kept(page).getByText(late)).toBeVisible()
  await expectAccessible(page, 'the page without a network')
  await page.getByRole('link', { name: 'Back' }).click()
  await expect(rooms(page).getByRole('link', { name: other.name ?? '' })).toBeVisible()

  // Gone at the next contact.
  expect((await ada.delete(`/api/rooms/${other.id}/members/${grace.id}`)).status).toBe(204)
  wire.mend()
  await expect(page.getByRole('heading', { name: 'You are offline' })).toHaveCount(0, slow)
  await alive(page)
  await page.goto(`/rooms/${room.id}`)
  await expect(stored(page, late)).toBeVisible(slow)
  await expect.poll(() => ada.history(room.id).then(all => all.map(({ body }) => body))).toEqual([text, late])
  await expect.poll(() => copyIn(page), slow).not.toContain(secret)

  await page.goto('/settings')
  await alive(page)
  await page.locator('#logout').getByRole('button', { name: 'Log out' }).click()
  await page.waitForURL(url => url.pathname === '/')
  await cutWhenIdle(page, wire)
  await page.goto(`/rooms/${room.id}`)
  await expect(page.getByRole('heading', { name: 'You are offline' })).toBeVisible()
  await expect(kept(page)).toBeHidden()
  await expect(log(page)).toHaveCount(0)
  expect(await copyIn(page)).toBe('[]')
})
