import { randomUUID } from 'node:crypto'
import { group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import {
  alive, connected, enterSquare, expect, log, logInAs, register, say, stopClock, stored, test, transcript,
} from './fixtures.ts'

test('a first visit from where it is another day takes over the page as it was rendered', async ({ visit, server }) => {
  const ada = await member(server)
  const room = await group(ada)
  await ada.say(room.id, 'hello')
  const isAhead = new Date().getUTCHours() >= 10
  const { page } = await visit({ timezoneId: isAhead ? 'Pacific/Kiritimati' : 'Pacific/Pago_Pago' })
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  await expect(log(page).getByText('Today')).toBeVisible()
})

test('markup in a message is shown as it was typed', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  const text = `<img src=x onerror="alert(1)"> <b>${unique('bold')}</b> & {{ 7 * 7 }}`
  await say(page, text)
  await expect(stored(page, text)).toBeVisible()
  await page.reload()
  await expect(stored(page, text).locator('[data-body]')).toHaveText(text)
})

test('Enter sends, Shift+Enter makes a line', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  const box = page.getByRole('textbox', { name: 'Message' })
  const [one, two] = [unique('one'), unique('two')]
  await box.fill(one)
  await box.press('Shift+Enter')
  await box.pressSequentially(two)
  await box.press('Enter')
  await expect(box).toHaveValue('')
  await expect(stored(page, one).locator('[data-body]')).toContainText(two)
})

test('older messages load above, and the place of reading stays', async ({ visit, server }) => {
  const ada = await member(server)
  const square = (await ada.rooms()).find(room => room.visibility === 'open')!
  const socket = await ada.connect()
  const mark = unique('old')
  for (let n = 1; n <= 120; n++) {
    socket.send({ type: 'message.send', roomId: square.id, clientId: randomUUID(), body: `${mark} ${n}.` })
  }
  await expect.poll(() => socket.of('message.acked').length).toBe(120)
  await socket.close()
  const { page } = await visit()
  await enterSquare(page)
  await expect(stored(page, `${mark} 120.`)).toBeVisible()
  await expect(stored(page, `${mark} 20.`)).toHaveCount(0)
  await expect.poll(async () => {
    await log(page).evaluate(element => element.scrollTo(0, -element.scrollHeight))
    return stored(page, `${mark} 20.`).count()
  }, { timeout: 20_000 }).toBe(1)
  const seqs = (await transcript(page)).map(line => Number.parseInt(line))
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
  expect(new Set(seqs).size).toBe(seqs.length)
})

test('an answer shows what it answers', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  const [question, answer] = [unique('question'), unique('answer')]
  await say(page, question)
  const message = stored(page, question)
  await expect(message).toBeVisible()
  await message.hover()
  await message.getByRole('button', { name: 'Reply' }).click()
  await say(page, answer)
  await expect(stored(page, answer)).toContainText(question)
})

test('who is removed sees the room close, and what could not be sent can be discarded', async ({ visit, server }) => {
  const owner = await member(server)
  const { page, wire } = await visit()
  const { username } = await register(page)
  const room = (await owner.post('/api/rooms', { name: unique('club'), visibility: 'public' })).body.room
  await page.goto('/rooms/find')
  await alive(page)
  await page.getByRole('searchbox', { name: 'Search groups' }).fill(room.name!)
  await page.getByRole('button', { name: `Join ${room.name}` }).click()
  await page.waitForURL(`**/rooms/${room.id}`)
  await say(page, 'I am in')
  await expect(stored(page, 'I am in')).toBeVisible()
  wire.cut()
  await say(page, 'said in the dark')
  await expect(log(page).locator('[data-state=queued]')).toHaveCount(1)
  const { id } = (await owner.get(`/api/users?query=${username}`)).body.users[0]!
  expect((await owner.delete(`/api/rooms/${room.id}/members/${id}`)).status).toBe(204)
  wire.mend()
  const notice = page.locator('[data-unsent]').filter({ hasText: 'said in the dark' })
  await expect(notice).toBeVisible({ timeout: 30_000 })
  await notice.getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByText('said in the dark')).toHaveCount(0)
  expect((await owner.history(room.id)).map(message => message.body)).toEqual(['I am in'])
})

test('a group is made, and found by others', async ({ visit }) => {
  const [owner, finder] = await Promise.all([visit(), visit()])
  const name = unique('Gardeners')
  await register(owner.page)
  await owner.page.goto('/rooms/new')
  await alive(owner.page)
  const form = owner.page.locator('form').filter({ has: owner.page.getByRole('button', { name: 'Create group' }) })
  await form.getByLabel('Name').fill(name)
  await form.getByLabel('Topic').fill('What grows')
  await form.getByLabel('Visibility').selectOption('public')
  await form.getByRole('button', { name: 'Create group' }).click()
  await owner.page.waitForURL(/\/rooms\/\d+/)
  await say(owner.page, 'first')
  await expect(stored(owner.page, 'first')).toBeVisible()

  await register(finder.page)
  await finder.page.goto('/rooms/find')
  await alive(finder.page)
  await finder.page.getByRole('searchbox', { name: 'Search groups' }).fill(name.toLowerCase())
  await finder.page.getByRole('button', { name: `Join ${name}` }).click()
  await expect(stored(finder.page, 'first')).toBeVisible()
  await say(finder.page, 'second')
  await expect(stored(owner.page, 'second')).toBeVisible()
})

test('a username that is taken is said at its field', async ({ visit, server }) => {
  const ada = await member(server)
  const { page } = await visit()
  await page.goto('/register')
  await alive(page)
  await page.getByLabel('E-mail').fill(`${unique('x')}@plaza.test`)
  await page.getByLabel('Username').fill(ada.user.username)
  await page.getByLabel('Password').fill('a long enough secret')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByLabel('Username')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Username')).toHaveAccessibleDescription(/taken|looks like/i)
})

test('who leaves a group in the middle of a sentence is not shown as writing any more', async ({ visit, server }) => {
  const [ada, kim] = await Promise.all([member(server, 'ada'), member(server, 'kim')])
  const room = await group(ada, [kim])
  const { page } = await visit()
  await page.clock.install()
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}`)
  await connected(page)
  // It does not end by itself.
  await stopClock(page)
  const socket = await kim.connect()
  const writing = page.getByText(`${kim.user.username} is typing…`)
  socket.send({ type: 'room.typing', roomId: room.id })
  await expect(writing).toHaveCount(1)
  expect((await kim.delete(`/api/rooms/${room.id}/membership`)).status).toBe(204)
  await expect(writing).toHaveCount(0)
  await socket.close()
})
