import { afterAll, beforeAll, expect, test } from 'vitest'
import { member, nobody } from '../../support/cast.ts'
import type { Answer, Client } from '../../support/client.ts'
import type { TestServer } from '../../support/server.ts'
import { startServer } from '../../support/server.ts'
import { expectProblem } from '../../support/world.ts'

// Every test comes from addresses of its own, and the longest wait is two seconds instead of twenty.
const longest = 2000
let server: TestServer
beforeAll(async () => {
  server = await startServer({
    name: 'login',
    env: { NUXT_LIMITS: 'on', NUXT_TRUSTED_PROXIES: '1', NUXT_LOGIN_DELAY: String(longest / 1000) },
  })
}, 120_000)
afterAll(() => server.stop(), 60_000)

interface Try extends Answer { ms: number }

async function logIn(
  address: string, login: string, password = 'a guess', client: Client = nobody(server),
): Promise<Try> {
  const start = performance.now()
  const answer = await client.ask({
    method: 'POST',
    path: '/api/session',
    body: { login, password },
    headers: { 'x-forwarded-for': address },
  })
  return Object.assign(answer, { ms: performance.now() - start })
}

/** Wrong passwords at this login, each from another address; beyond ten they wait beside each other. */
async function guess(net: string, login: string, times: number): Promise<Try[]> {
  const first = []
  for (let n = 0; n < Math.min(times, 10); n++) first.push(await logIn(`${net}.${n}`, login))
  const rest = await Promise.all(
    Array.from({ length: Math.max(0, times - 10) }, (_, n) => logIn(`${net}.${n + 10}`, login)),
  )
  return [...first, ...rest]
}

/** Nobody holds this log-in back: it takes less than that of a stranger, at this address, who comes just before it. */
async function atOnce(stranger: string, login: string, known: () => Promise<Try>): Promise<void> {
  const held = logIn(stranger, login)
  const back = await known()
  expect(back.status).toBe(200)
  expect(back.ms).toBeLessThan((await held).ms - longest / 4)
}

test('ten wrong passwords from each of ten addresses lock nobody out: the right one is late, not refused', async () => {
  const ada = await member(server, 'ada')
  const guesses = await Promise.all(Array.from({ length: 100 }, (_, n) => logIn(`10.1.0.${n % 10}`, ada.email)))
  for (const { status } of guesses) expect([401, 429]).toContain(status)
  const right = await logIn('10.1.1.1', ada.email, ada.password)
  expect(right.status).toBe(200)
  expect(right.ms, 'it has waited').toBeGreaterThan(longest * 0.9)
  expect(right.ms, 'and no longer than is said').toBeLessThan(longest + 3_000)
})

test('a device that logged in before gets through at once, from any address and after logging out', async () => {
  const ada = await member(server, 'device')
  const phone = nobody(server)
  await logIn('10.2.1.1', ada.email, ada.password, phone)
  await phone.ask({ method: 'DELETE', path: '/api/session' })
  expect([...phone.cookies.keys()]).toEqual(['plaza_device'])
  await guess('10.2.0', ada.email, 20)
  await atOnce('10.2.8.8', ada.email, () => logIn('10.2.9.9', ada.email, ada.password, phone))
})

test('an address that the account was logged in from before gets through at once', async () => {
  const ada = await member(server, 'address')
  await logIn('10.3.1.1', ada.email, ada.password)
  await guess('10.3.0', ada.email, 20)
  await atOnce('10.3.8.8', ada.email, () => logIn('10.3.1.1', ada.email, ada.password))
})

test('guessing at a known address slows down too, and does not refuse the right password there', async () => {
  const ada = await member(server, 'inside')
  await logIn('10.4.1.1', ada.email, ada.password)
  for (let n = 0; n < 10; n++) expectProblem(await logIn('10.4.1.1', ada.email), 401, 'unauthenticated')
  const more = await Promise.all(Array.from({ length: 6 }, () => logIn('10.4.1.1', ada.email)))
  for (const answer of more) {
    expectProblem(answer, 429, 'rate_limited')
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  }
  expect(Math.max(...more.map(answer => answer.ms))).toBeGreaterThan(longest * 0.9)
  expect((await logIn('10.4.1.1', ada.email, ada.password)).status).toBe(200)
})

test('an account that does not exist is answered as one that does, in the same time', async () => {
  let apart = Infinity
  // A machine that pauses for one of both does not do so each time.
  for (let n = 0; n < 3 && apart >= longest / 2; n++) {
    const ada = await member(server, 'exists')
    const tries = [guess(`10.5.${n}`, ada.email, 16), guess(`10.5.1${n}`, `no-${ada.email}`, 16)]
    const [known, unknown] = await Promise.all(tries) as [Try[], Try[]]
    expect(unknown.map(({ status }) => status)).toEqual(known.map(({ status }) => status))
    // Two of those that come at once wait longest, whichever they are.
    const [least, other] = [known, unknown].map(list => list.map(({ ms }) => ms).toSorted((one, two) => two - one)[1])
    expect(least!).toBeGreaterThan(longest * 0.9)
    apart = Math.abs(other! - least!)
  }
  expect(apart).toBeLessThan(longest / 2)
})

test('guesses at a username leave its e-mail as it is', async () => {
  const ada = await member(server, 'named')
  await guess('10.6.0', ada.user.username, 20)
  await atOnce('10.6.8.8', ada.user.username, () => logIn('10.6.1.1', ada.email, ada.password))
})

test('one address holds few log-ins back, and the one more is told to come later', async () => {
  const ada = await member(server, 'crowd')
  await guess('10.7.0', ada.email, 20)
  const answers = await Promise.all(Array.from({ length: 9 }, () => logIn('10.7.1.1', ada.email)))
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(5)
  const refused = answers.filter(({ status }) => status === 429)
  expect(refused).toHaveLength(4)
  for (const answer of refused) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
})

test('a known device is of one account only, and a planted token is worth nothing after the log-in', async () => {
  const [ada, mallory] = [await member(server, 'victim'), await member(server, 'mallory')]
  const evil = nobody(server)
  await logIn('10.8.1.1', mallory.email, mallory.password, evil)
  const planted = evil.cookies.get('plaza_device')!
  const browser = nobody(server)
  browser.cookies.set('plaza_device', planted)
  await logIn('10.8.2.2', ada.email, ada.password, browser)
  expect(browser.cookies.get('plaza_device')).not.toBe(planted)
  await guess('10.8.0', ada.email, 20)
  evil.cookies.set('plaza_device', planted)
  expect((await logIn('10.8.3.3', ada.email, ada.password, evil)).ms, 'a stranger waits').toBeGreaterThan(longest * 0.9)
  const rows = await server.identity<{ place: string }>('SELECT CONVERT(place USING utf8mb4) place FROM login_places')
  expect(rows.map(({ place }) => place)).not.toContain(browser.cookies.get('plaza_device'))
})

test('after a new password only the place that it was changed from is known', async () => {
  const ada = await member(server, 'anew')
  const [thief, home] = [nobody(server), nobody(server)]
  await logIn('10.9.1.1', ada.email, ada.password, thief)
  await logIn('10.9.2.2', ada.email, ada.password, home)
  const changed = await home.ask({
    method: 'PUT',
    path: '/api/account/password',
    body: { currentPassword: ada.password, newPassword: 'another long secret' },
    headers: { 'x-forwarded-for': '10.9.2.2' },
  })
  expect(changed.status).toBe(204)
  await guess('10.9.0', ada.email, 20)
  expect((await logIn('10.9.1.1', ada.email, 'another long secret', thief)).ms).toBeGreaterThan(longest * 0.9)
  await atOnce('10.9.8.8', ada.email, () => logIn('10.9.3.3', ada.email, 'another long secret', home))
})

test('failures are in the log and under the own account, without what was typed', async () => {
  const ada = await member(server, 'watched')
  await guess('10.10.0', ada.email, 3)
  await logIn('10.10.1.1', 'secret-typed-as-a-login', 'secret-typed-as-a-password')
  // They are counted together every now and then.
  const events = async () =>
    ((await ada.get('/api/account/security-events')).body as unknown as { events: { kind: string, count: number }[] })
      .events.map(({ kind, count }) => [kind, count])
  await expect.poll(events, { timeout: 20_000 }).toEqual([['login_failed', 3], ['registered', 1]])
  const log = server.readLog()
  expect(log).toContain(`"event":"login_failed","userId":${ada.id},"address":"10.10.0.0"`)
  expect(log).not.toContain('secret-typed')
  expect(log).not.toContain(ada.email)
})
