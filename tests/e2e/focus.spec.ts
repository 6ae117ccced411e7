import { alive, enterSquare, expect, test } from './fixtures.ts'

test('a button that was pressed keeps the focus while it works, and is not pressed twice', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  await page.goto('/settings')
  await alive(page)
  let release = () => {}
  const released = new Promise<void>((resolve) => { release = resolve })
  const asked: string[] = []
  await page.route('**/api/account', async (route) => {
    asked.push(route.request().method())
    await released
    await route.continue()
  })
  const save = page.getByRole('button', { name: 'Save changes' })
  await save.focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => asked.length).toBe(1)
  await expect(save).toBeDisabled()
  await expect(save).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Space')
  release()
  await expect(page.getByText('Saved.')).toBeVisible()
  await expect(save).toBeFocused()
  expect(asked).toEqual(['PATCH'])
})
