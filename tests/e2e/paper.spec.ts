import { member } from '../support/cast.ts'
import { alive, expect, logInAs, stored, test } from './fixtures.ts'

test('what is open, focused or to be pressed is not printed, nor what is true only now', async ({ visit, server }) => {
  const [ada, grace] = [await member(server), await member(server, 'grace')]
  const { body } = await ada.post('/api/directs', { userId: grace.user.id })
  await ada.say(body.room.id, 'to be printed')
  const { page } = await visit()
  await logInAs(page, ada)
  await page.goto(`/rooms/${body.room.id}`)
  await alive(page)
  const presence = page.locator('main header p')
  await expect(presence).toHaveText(/^(Offline|Last seen)/)
  const message = stored(page, 'to be printed')
  await message.focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowDown')
  await page.emulateMedia({ media: 'print' })
  expect(await message.evaluate((one) => {
    const { outlineStyle, backgroundColor } = getComputedStyle(one)
    return [outlineStyle, backgroundColor]
  })).toEqual(['none', 'rgba(0, 0, 0, 0)'])
  await expect(presence).toBeHidden()
  await page.emulateMedia({ media: 'screen' })
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.emulateMedia({ media: 'print' })
  await expect(page.locator('dialog')).toBeHidden()
})

test('settings print their fields as ink on white, without buttons', async ({ visit, server }) => {
  const ada = await member(server)
  const errorInk: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await visit({ colorScheme })
    await logInAs(page, ada)
    await page.goto('/settings')
    await alive(page)
    await page.emulateMedia({ media: 'print' })
    const radio = page.getByRole('radio', { name: 'Away' })
    await expect(radio).toBeVisible()
    expect(await radio.evaluate(one => getComputedStyle(one).colorScheme)).toBe('light')
    errorInk.push(await radio.evaluate(one => getComputedStyle(one).getPropertyValue('--ui-error')))
    for (const name of ['Save changes', 'Log out']) {
      await expect(page.getByText(name, { exact: true }).last()).toBeHidden()
    }
    await expect(page.getByText('Delete my account')).toBeHidden()
  }
  expect(errorInk[1]).toBe(errorInk[0])
})
