import { group, member } from '../support/cast.ts'
import { manyRooms } from '../support/rooms.ts'
import { alive, expect, expectAccessible, logInAs, test } from './fixtures.ts'

test('two hundred rooms are one stop for Tab, the open one is in view, and what is unread is a press away', async ({
  visit, server,
}) => {
  const ada = await member(server)
  await manyRooms(server, ada.id, 200)
  const room = await group(ada)
  const { page } = await visit({ viewport: { width: 1024, height: 600 } })
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}`)
  const sidebar = page.getByRole('navigation', { name: 'Rooms' })
  const current = sidebar.locator('[aria-current=page]')
  await expect(current).toBeInViewport()
  await alive(page)
  await expect(sidebar.locator('[data-row][tabindex="0"]')).toHaveCount(1)
  await expect(current).toHaveAttribute('tabindex', '0')
  await expect(current).toBeInViewport()

  const above = sidebar.getByRole('button', { name: /^\d+ more unread ↑$/ })
  const below = sidebar.getByRole('button', { name: /^\d+ more unread ↓$/ })
  await expect(above).toBeVisible()
  await expect(below).toHaveCount(0)
  await current.focus()
  await page.keyboard.press('Home')
  await expect(sidebar.locator('[data-row]').first()).toBeFocused()
  await expect(above).toHaveCount(0)
  await page.keyboard.press('ArrowDown')
  await expect(sidebar.getByRole('button', { name: 'Direct messages' })).toBeFocused()
  const nearest = await below.textContent()
  await below.click()
  await expect(above).toBeVisible()
  await expect(below).not.toHaveText(nearest ?? '')
  await expectAccessible(page, 'the sidebar')
})
