import { randomUUID } from 'node:crypto'
import { group, member } from '../tests/support/cast.ts'

const count = 10_000

async function fill(author, roomId) {
  const socket = await author.connect()
  for (let sent = 0; sent < count;) {
    const upTo = Math.min(sent + 200, count)
    for (; sent < upTo; sent++) {
      socket.send({
        type: 'message.send',
        roomId,
        clientId: randomUUID(),
        body: `Line ${sent + 1}. ${'and so on '.repeat((sent * 7) % 40)}`,
      })
    }
    while (socket.of('message.acked').length < upTo) await new Promise(resolve => setTimeout(resolve, 5))
  }
  await socket.close()
}

/**
 * Scrolls from the newest of 10,000 messages to the first and back, wheel by wheel, and reads the tasks from a trace.
 */
export async function scrollThousands(browser, server) {
  const author = await member(server)
  const room = await group(author)
  await fill(author, room.id)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  await context.addCookies([...author.cookies].map(([name, value]) => ({ name, value, url: server.origin })))
  const page = await context.newPage()
  await page.goto(`${server.origin}/rooms/${room.id}`)
  await page.waitForFunction(() => window.useNuxtApp?.().isHydrating === false)
  await page.mouse.move(640, 400)
  const session = await context.newCDPSession(page)
  const events = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'devtools.timeline'] },
  })
  const first = () =>
    page.evaluate(() =>
      document.querySelector('[role=log] [name=before]') === null && document.querySelector('#message-1') !== null,
    )
  while (!await first()) await page.mouse.wheel(0, -2_500)
  for (let n = 0; n < 200; n++) await page.mouse.wheel(0, 4_000)
  const done = new Promise(resolve => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.end')
  await done
  const pid = events.find(({ name, args }) => name === 'FunctionCall' && args.data?.url?.startsWith(server.origin))?.pid
  const thread = events.find(({ name, pid: own, args }) =>
    name === 'FunctionCall' && own === pid && args.data?.url?.startsWith(server.origin),
  )?.tid
  const tasks = events
    .filter(event => event.name === 'RunTask' && event.pid === pid && event.tid === thread)
    .map(({ dur }) => dur / 1000)
  const all = tasks.length
    ? tasks
    : events
        .filter(event => /ThreadControllerImpl::RunTask/.test(event.name) && event.pid === pid && event.tid === thread)
        .map(({ dur = 0 }) => dur / 1000)
  await context.close()
  return {
    tasks: all.length,
    longest: all.reduce((most, ms) => Math.max(most, ms), 0),
    over: all.filter(ms => ms > 100).length,
  }
}
