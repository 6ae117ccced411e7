import { firstAdmin, group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { alive, expect, logInAs, test } from './fixtures.ts'

test('who reports sees what, and finds the way back', async ({ visit, server }) => {
  const [author, teller] = [await member(server, 'grumpy'), await member(server, 'teller')]
  const room = await group(author, [teller])
  const body = unique('rude')
  await author.say(room.id, 'before')
  const { seq } = await author.say(room.id, body)
  const { page } = await visit({ viewport: { width: 768, height: 800 } })
  await logInAs(page, teller)
  await page.goto(`/report?room=${room.id}&seq=${seq}`)
  await expect(page.getByRole('main')).toContainText(author.user.username)
  await expect(page.getByRole('main')).toContainText(body)
  await page.getByRole('main').getByRole('link', { name: 'Back to the room' }).click()
  await page.waitForURL(`**/rooms/${room.id}**`)
})

test('what stands around a reported message has authors and times', async ({ visit, server }) => {
  const [author, teller] = [await member(server, 'grumpy'), await member(server, 'teller')]
  const room = await group(author, [teller])
  const [question, answer] = [unique('question'), unique('answer')]
  await teller.say(room.id, question)
  const { seq } = await author.say(room.id, answer)
  await teller.put(`/api/rooms/${room.id}/messages/${seq}/report`, { reason: 'abuse', note: 'rude' })
  const { page } = await visit()
  await logInAs(page, await firstAdmin(server))
  await page.goto('/admin/reports')
  await alive(page)
  const card = page.getByRole('article').filter({ hasText: answer })
  await expect(card.getByText('Reported by')).toHaveText(`Reported by ${teller.user.username}: “rude”`)
  await card.getByRole('button', { name: 'Show context' }).click()
  const lines = card.getByRole('list', { name: 'Message in context' }).getByRole('listitem')
  await expect(lines.filter({ hasText: question })).toContainText(teller.user.username)
  await expect(lines.filter({ hasText: answer })).toContainText(author.user.username)
  await expect(lines.first().getByRole('time')).toBeVisible()
})
