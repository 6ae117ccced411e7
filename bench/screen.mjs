import { chromium } from '@playwright/test'
import { startServer } from '../tests/support/server.ts'
import { describeMachine } from './machine.mjs'
import { audit } from './screenAudit.mjs'
import { scriptsOf } from './screenScripts.mjs'
import { scrollThousands } from './screenScroll.mjs'
import { timeToMessage } from './screenEntry.mjs'

// `npm run bench:screen`: what a person waits for. PLAZA_EMPTY_PAGE is the address of an empty page of the same Nuxt
// with @nuxt/ui, PLAZA_LIGHTHOUSE the folder of an installed lighthouse; without them those figures are left out.
const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const seconds = ms => `${(ms / 1000).toFixed(2)} s`
const executablePath = process.env.PLAZA_CHROMIUM || undefined
const server = await startServer({ name: 'bench-screen' })
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] })
const row = (what, figure) => console.log(`| ${what} | ${figure} |`)

try {
  console.log(`${await describeMachine(server.databases.chat)}\n\n| | |\n|---|---|`)
  for (const [what, slow] of [
    ['on this machine', undefined],
    ['on a slow phone (4× CPU, 1.6 Mbit/s, 150 ms)', { cpu: 4, kbits: 1_600, latency: 150 }],
  ]) {
    const runs = []
    for (let n = 0; n < 10; n++) runs.push(await timeToMessage(browser, server.origin, slow))
    row(
      `cold landing page → own message stored and shown, ${what}, median of 10`,
      `${seconds(median(runs))} (${seconds(Math.min(...runs))}–${seconds(Math.max(...runs))})`,
    )
  }
  const room = await scriptsOf(browser, server.origin, 'room')
  row('JavaScript of the room page', `${(room.bytes / 1024).toFixed(1)} KB gzip in ${room.files} files`)
  if (process.env.PLAZA_EMPTY_PAGE) {
    const empty = await scriptsOf(browser, process.env.PLAZA_EMPTY_PAGE)
    row('JavaScript of an empty page of the same Nuxt with @nuxt/ui', `${(empty.bytes / 1024).toFixed(1)} KB gzip`)
    row('difference', `${((room.bytes - empty.bytes) / 1024).toFixed(1)} KB gzip`)
  }
  const scroll = await scrollThousands(browser, server)
  row(
    'scrolling through 10,000 messages, longest task',
    `${scroll.longest.toFixed(0)} ms (${scroll.over} over 100 ms, of ${scroll.tasks} tasks)`,
  )
  for (const [what, result] of Object.entries(await audit(server, executablePath))) {
    row(`Lighthouse mobile, ${what}`, result)
  }
}
finally {
  await browser.close()
  await server.stop()
}
