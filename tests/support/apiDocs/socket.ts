import type { ServerEvent } from '../../../shared/protocol/event.ts'
import type { Socket } from '../socket.ts'
import { until, within } from '../until.ts'
import type { Json } from './bindings.ts'
import type { World } from './cast.ts'
import { differences } from './compare.ts'
import type { SocketExample, SocketStep } from './parse.ts'
import type { Route } from './routes.ts'
import { routeOf } from './routes.ts'
import { realJson, realPath } from './translate.ts'

const patienceMs = 20_000

/** A connection of somebody in an example, and what of it the page has told already. */
interface Line {
  socket: Socket
  told: Set<ServerEvent>
}

interface Playing {
  routes: Route[]
  /** Takes any event of the right type, to be written into the page. */
  learn?: (step: SocketStep, event: ServerEvent) => void
}

interface Stage extends Playing {
  world: World
  lines: Map<string, Line>
  byType: string[]
}

/**
 * Does what people send and waits for what they receive, step by step. Everybody of an example is connected before it
 * begins, but for those whose first step is `GET /ws`. Events that the page leaves out may come in between. Throws at
 * the first step that fails.
 */
export async function play({ steps, byType }: SocketExample, world: World, playing: Playing): Promise<void> {
  const stage: Stage = { ...playing, world, lines: new Map(), byType }
  try {
    for (const name of new Set(steps.map(step => step.person))) {
      if (steps.find(step => step.person === name)?.text !== 'GET /ws') await connect(name, stage)
    }
    for (const step of steps) await (step.direction === '→' ? act(step, stage) : hear(step, stage))
  }
  finally {
    for (const { socket } of stage.lines.values()) socket.ws.terminate()
  }
}

async function connect(name: string, { world, lines }: Stage): Promise<void> {
  const socket = await world.person(name).connect()
  await socket.settle()
  lines.set(name, { socket, told: new Set(socket.received) })
}

async function act({ person, text, line }: SocketStep, { world, lines, routes }: Stage): Promise<void> {
  const [, method, path, body] = /^(GET|POST|PUT|PATCH|DELETE) (\/\S+)\s*([^]*)$/.exec(text) ?? []
  if (path === '/ws') {
    const socket = world.person(person).dial()
    await socket.opened
    lines.set(person, { socket, told: new Set() })
  }
  else if (method && path) {
    const answer = await world.person(person).ask({
      method,
      path: realPath(path, routeOf(method, path, routes), world.bindings),
      body: body ? realJson(JSON.parse(body) as Json, world.bindings) : undefined,
    })
    if (answer.status > 299) throw new Error(`line ${line}: ${answer.status} ${answer.text}`)
  }
  else {
    lines.get(person)?.socket.sendRaw(realCommand(text, world))
  }
}

function realCommand(text: string, { bindings }: World): string {
  try {
    return JSON.stringify(realJson(JSON.parse(text) as Json, bindings))
  }
  catch {
    return text
  }
}

async function hear(step: SocketStep, stage: Stage): Promise<void> {
  const { person, text, line } = step
  const connection = stage.lines.get(person)
  if (!connection) throw new Error(`line ${line}: ${person} is not connected`)
  const [, code] = /^close (\d+)$/.exec(text) ?? []
  return code ? hearClose(step, connection, Number(code)) : hearEvent(step, connection, stage)
}

async function hearClose({ person, line }: SocketStep, { socket }: Line, expected: number): Promise<void> {
  const { code } = await within(patienceMs, `line ${line}: ${person} to be cut off`, socket.closed)
  if (code !== expected) throw new Error(`line ${line}: closed with ${code}`)
}

async function hearEvent(step: SocketStep, { socket, told }: Line, { world, byType, learn }: Stage): Promise<void> {
  const expected = JSON.parse(step.text) as Json & { type: string }
  let faults: string[] = []
  const fits = (event: ServerEvent) => {
    if (told.has(event) || event.type !== expected.type) return false
    if (learn) return true
    faults = differences(expected, event as unknown as Json, world.bindings, byType)
    return faults.length === 0
  }
  const event = await until(expected.type, () => socket.received.find(fits), patienceMs).catch(() => {
    const rest = socket.received.filter(one => !told.has(one)).map(one => JSON.stringify(one))
    const missing = `line ${step.line}: ${step.person} did not receive ${step.text}`
    throw new Error([missing, ...faults, 'but:', ...rest].join('\n'))
  })
  told.add(event)
  learn?.(step, event)
}
