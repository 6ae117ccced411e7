import { group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { alive, expect, logInAs, test } from './fixtures.ts'

test('what is typed into the search of groups stays there, whatever is found meanwhile', async ({ visit, server }) => {
  const ada = await member(server)
  const name = unique('Gardeners')
  await group(ada, [], 'public', name)
  const { page } = await visit()
  await logInAs(page, ada)
  await page.goto('/rooms')
  await alive(page)
  const field = page.getByRole('searchbox', { name: 'Search groups' })
  const row = page.getByRole('main').getByRole('link', { name: `Open ${name}` })
  const question = name.slice(0, -1)
  await expect(row).toBeVisible()
  for (const typed of ['nobody has this name', question]) {
    const answer = page.waitForResponse(response => new URL(response.url()).searchParams.get('query') === typed)
    await field.fill(typed)
    await answer
    await expect(row).toHaveCount(typed === question ? 1 : 0)
    await expect(field).toHaveValue(typed)
  }
  const all = page.waitForResponse(response => new URL(response.url()).searchParams.get('query') === '')
  await field.clear()
  await all
  await expect(row).toBeVisible()
  await expect(field).toHaveValue('')
})
