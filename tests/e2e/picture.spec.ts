import type { Page } from '@playwright/test'
import { group, member, firstAdmin } from '../support/cast.ts'
import { colourAt, look, photo, png, upload } from '../support/pictures.ts'
import { alive, expect, expectAccessible, log, logInAs, test } from './fixtures.ts'

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Your picture' })
const stage = (page: Page) => dialog(page).getByRole('application')
/** Of the picture in the settings. */
const own = (page: Page) => page.getByRole('main').locator('img[sizes="72px"]')

async function openDialog(page: Page): Promise<void> {
  await page.goto('/settings')
  await alive(page)
  await page.getByRole('button', { name: /^(?:Upload a|Change) picture$/ }).click()
  await expect(dialog(page).getByRole('button', { name: 'Choose a picture' })).toBeVisible()
}

async function pick(page: Page, buffer: Buffer, mimeType = 'image/png'): Promise<void> {
  await dialog(page).locator('input[type=file]').setInputFiles({ name: 'picture', mimeType, buffer })
}

async function save(page: Page): Promise<void> {
  await dialog(page).getByRole('button', { name: 'Save picture' }).click()
  await expect(dialog(page)).toHaveCount(0)
}

/** It is there, and not only its place. */
async function expectDrawn(page: Page, image = own(page)): Promise<void> {
  await expect.poll(() => image.evaluate((one: HTMLImageElement) => one.complete && one.naturalWidth > 0)).toBe(true)
}

for (const width of [360, 1280]) {
  test(`a picture is cut, uploaded, seen by others and removed, ${width} wide`, async ({ visit, server }) => {
    const [ada, grace] = [await member(server), await member(server, 'grace')]
    const room = await group(ada, [grace])
    await ada.say(room.id, 'Do you see me?')
    const [{ page }, { page: other }] = [await visit({ viewport: { width, height: 740 } }), await visit()]
    await Promise.all([logInAs(page, ada), logInAs(other, grace)])
    await other.goto(`/rooms/${room.id}`)
    await alive(other)
    await openDialog(page)
    await expectAccessible(page, 'choosing')
    await pick(page, await png(600, 200))
    await expect(stage(page)).toBeFocused()
    await expectAccessible(page, 'cutting')
    const overflow = () => page.evaluate(() => document.querySelector('dialog')!.scrollWidth - innerWidth)
    expect(await overflow()).toBeLessThanOrEqual(0)
    // All the way to the right: blue.
    for (let n = 0; n < 40; n++) await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('+')
    await save(page)
    await expectDrawn(page)
    const url = (await ada.get('/api/session')).body.user.avatarUrl
    const { bytes } = await look(grace, url)
    for (const x of [0.05, 0.5, 0.95]) expect(await colourAt(bytes, x, 0.5)).toBe('blue')
    const beside = log(other).locator(`img[src="${url}"]`)
    await expect(beside).toBeVisible()
    await expectDrawn(other, beside)
    await expectAccessible(other, 'a room with pictures')
    await page.getByRole('button', { name: 'Remove picture' }).click()
    await expect(own(page)).toHaveCount(0)
    await expect(beside).toHaveCount(0)
  })
}

test('a file that is no picture is refused in words, and another can be chosen', async ({ visit, server }) => {
  const { page } = await visit()
  await logInAs(page, await member(server))
  await openDialog(page)
  for (const [text, type] of [['not a picture', 'image/png'], ['<svg/>', 'image/svg+xml']] as const) {
    await pick(page, Buffer.from(text), type)
    await expect(dialog(page).getByRole('alert')).toContainText('This is not a picture that can be read.')
    await expect(stage(page)).toHaveCount(0)
  }
  await expectAccessible(page, 'refused')
  await pick(page, await png(60, 60))
  await expect(dialog(page).getByRole('alert')).toHaveCount(0)
  await save(page)
  await expectDrawn(page)
})

test('the picture follows the pointer and the wheel, and the slider says how much', async ({ visit, server }) => {
  const ada = await member(server)
  const { page } = await visit()
  await logInAs(page, ada)
  await openDialog(page)
  await pick(page, await png(600, 200))
  const box = (await stage(page).boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 3, box.y, { steps: 5 })
  await page.mouse.up()
  const zoom = dialog(page).getByRole('slider', { name: 'Zoom' })
  await expect(zoom).toHaveValue('1')
  await stage(page).hover()
  await page.mouse.wheel(0, -200)
  await expect.poll(async () => Number(await zoom.inputValue())).toBeGreaterThan(1.2)
  await save(page)
  await expectDrawn(page)
  const { bytes } = await look(ada, (await ada.get('/api/session')).body.user.avatarUrl)
  expect([await colourAt(bytes, 0.1, 0.5), await colourAt(bytes, 0.9, 0.5)]).toEqual(['red', 'red'])
})

test('what a camera wrote beside a picture never leaves the browser', async ({ visit, server }) => {
  const ada = await member(server)
  const { page } = await visit()
  await logInAs(page, ada)
  await page.addInitScript(() => {
    const { fetch } = window
    window.fetch = (input, init) => {
      if (init?.body instanceof Blob) Object.assign(window, { sent: init.body })
      return fetch(input, init)
    }
  })
  await openDialog(page)
  const file = await (await photo(400, 300)).withExif({ IFD0: { Copyright: 'Ada was here' } })
    .withMetadata({ orientation: 6 }).jpeg().toBuffer()
  await pick(page, file, 'image/jpeg')
  await save(page)
  const sent = await page.evaluate(async () => {
    const { sent } = window as unknown as { sent: Blob }
    return { type: sent.type, text: new TextDecoder('latin1').decode(await sent.arrayBuffer()) }
  })
  expect(sent.type).toBe('image/webp')
  expect(sent.text).toContain('WEBP')
  expect(sent.text).not.toContain('Ada was here')
  await expectDrawn(page)
  const { bytes } = await look(ada, (await ada.get('/api/session')).body.user.avatarUrl)
  expect([await colourAt(bytes, 0.5, 0.1), await colourAt(bytes, 0.5, 0.9)]).toEqual(['red', 'blue'])
})

test('a moderator gives a group its picture, which stands in the list and the header', async ({ visit, server }) => {
  const ada = await member(server)
  const room = await group(ada)
  const { page } = await visit()
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}?panel=details`)
  await alive(page)
  await page.getByText('Edit group').click()
  await page.getByRole('button', { name: 'Upload a picture' }).click()
  const roomDialog = page.getByRole('dialog', { name: 'Picture of the group' })
  await roomDialog.locator('input[type=file]').setInputFiles({ name: 'x', mimeType: 'image/png', buffer: await png() })
  await roomDialog.getByRole('button', { name: 'Save picture' }).click()
  await expect(roomDialog).toHaveCount(0)
  const { avatarUrl } = await ada.room(room.id)
  for (const part of [page.getByRole('navigation').first(), page.locator('header').first(), page.locator('details')]) {
    await expect(part.locator(`img[src="${avatarUrl}"]`)).toBeVisible()
  }
  await expectAccessible(page, 'the panel')
})

test('an admin takes a picture away', async ({ visit, server }) => {
  const [root, ada] = [await firstAdmin(server), await member(server)]
  expect((await upload(ada, '/api/account/picture', await png())).status).toBe(200)
  const { page } = await visit()
  await logInAs(page, root)
  await page.goto(`/admin/people/${ada.id}`)
  await alive(page)
  await expectDrawn(page)
  await expectAccessible(page, 'a person with a picture')
  await page.getByRole('button', { name: 'Remove picture' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove picture' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(own(page)).toHaveCount(0)
  expect((await ada.get('/api/session')).body.user.avatarUrl).toBeNull()
})

test('a picture that the browser has kept is not shown to who comes after', async ({ visit, server }) => {
  const [ada, grace] = [await member(server), await member(server, 'grace')]
  const room = await group(ada, [grace], 'private')
  const { avatarUrl } = (await upload(ada, `/api/rooms/${room.id}/picture`, await png())).body.room
  const { page } = await visit()
  await logInAs(page, grace)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  const statusOf = () => page.evaluate(async (url) => {
    const answer = await fetch(url!)
    await answer.blob()
    return answer.status
  }, avatarUrl)
  expect(await statusOf()).toBe(200)
  await page.reload()
  await alive(page)
  expect(await statusOf()).toBe(200)
  const isKept = (url: string | null) => performance.getEntriesByName(location.origin + url)
    .some(entry => (entry as PerformanceResourceTiming).transferSize === 0)
  await expect.poll(() => page.evaluate(isKept, avatarUrl), 'it is not fetched again').toBe(true)
  await page.goto('/settings')
  await alive(page)
  await page.locator('#logout').getByRole('button', { name: 'Log out' }).click()
  await page.waitForURL('/')
  expect(await statusOf()).toBe(404)
})
