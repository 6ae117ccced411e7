import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServerEvent } from '../../shared/protocol/event.ts'
import { ownServer, startWorld } from '../support/apiDocs/cast.ts'
import type { World } from '../support/apiDocs/cast.ts'
import { ask, faultsOf } from '../support/apiDocs/http.ts'
import type { Example, SocketStep } from '../support/apiDocs/parse.ts'
import { parsePage } from '../support/apiDocs/parse.ts'
import { recordEvent, recordHttp, socketBlock } from '../support/apiDocs/record.ts'
import { routes } from '../support/apiDocs/routes.ts'
import { Snapshot } from '../support/apiDocs/snapshot.ts'
import { play } from '../support/apiDocs/socket.ts'
import { node, root } from '../support/paths.ts'

// Every example of docs/api, page by page; each page begins with the same Plaza. `PLAZA_DOCS=write` puts what the
// server answers now into the pages, to be read and committed.
const recording = process.env.PLAZA_DOCS === 'write'
const all = routes()
let shared: Snapshot | undefined

interface Recorded {
  span: [start: number, end: number]
  text: string
}

async function begin(page: string): Promise<World> {
  if (ownServer.has(page)) return startWorld(page)
  shared ??= await Snapshot.take(await startWorld('shared'))
  return shared.restore()
}

afterAll(() => shared?.stop(), 60_000)

describe.each(globSync('docs/api/**/*.md', { cwd: root }).sort())('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8')
  const recorded: Recorded[] = []
  const name = relative('docs/api', page)
  let world: World
  beforeAll(async () => {
    world = await begin(name)
  }, 120_000)
  afterAll(async () => {
    if (recording) writeFileSync(join(root, page), rewrite(text, recorded))
    if (ownServer.has(name)) await world?.server.stop()
  }, 120_000)

  test('says what the server does', async () => {
    const faults: string[] = []
    for (const example of parsePage(text)) {
      const fault = await run(example)
      if (fault) faults.push(`${page}:${example.line}: ${fault}`)
    }
    expect(faults.join('\n\n')).toBe('')
  }, 120_000)

  if (text.includes('```js\n')) {
    test('has a client that works', async () => {
      const [, program = ''] = /^```js\n([^]*?)^```$/m.exec(text) ?? []
      const [, output = ''] = /^```text\n([^]*?)^```$/m.exec(text) ?? []
      expect(await runProgram(program, world.server.origin)).toBe(output)
    })
  }

  /** What an example says wrong, if anything. */
  async function run(example: Example): Promise<string | undefined> {
    if (example.kind === 'socket') {
      const texts = new Map<SocketStep, string>()
      const learn = (step: SocketStep, event: ServerEvent) => {
        texts.set(step, recordEvent(step, event, world, example.byType))
      }
      const playing = { routes: all, ...(recording && { learn }) }
      const fault = await play(example, world, playing).catch((error: Error) => error)
      if (recording) recorded.push({ span: example.span, text: socketBlock(example, texts) })
      return fault?.message
    }
    const answer = await ask(example, world, all)
    if (recording) recorded.push({ span: example.span, text: recordHttp(example, answer, world) })
    const faults = recording ? [] : faultsOf(example, answer, world)
    return faults.length > 0 ? `${example.method} ${example.path}\n  ${faults.join('\n  ')}` : undefined
  }
})

function rewrite(page: string, recorded: Recorded[]): string {
  return recorded.reduceRight((text, { span: [start, end], text: block }) =>
    text.slice(0, start) + block + text.slice(end), page)
}

/** What a program of the docs prints. */
async function runProgram(program: string, origin: string): Promise<string> {
  const child = spawn(node, ['--input-type=module', '-'], { env: { ...process.env, PLAZA: origin } })
  let output = ''
  const keep = (chunk: string) => output += chunk
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', keep)
  child.stdin.end(program)
  await once(child, 'close')
  return output
}
