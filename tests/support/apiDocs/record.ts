import { STATUS_CODES } from 'node:http'
import type { ServerEvent } from '../../../shared/protocol/event.ts'
import type { Answer } from '../client.ts'
import type { Bindings, Json } from './bindings.ts'
import { isInstant, kindOf, nounOf } from './bindings.ts'
import type { World } from './cast.ts'
import { differences, isLikeText } from './compare.ts'
import { format } from './format.ts'
import { isJson, isRedirect } from './http.ts'
import type { HttpExample, SocketExample, SocketStep } from './parse.ts'

const firstIds: Record<string, number> = { user: 6, room: 13 }
const widest = 100

/** The answer that an example should show: what it says already where that is right, else what the server said. */
export function recordHttp({ answer }: HttpExample, actual: Answer, world: World): string {
  const headers = answer.headers.map(([name, value]) => {
    const real = [actual.headers[name] ?? []].flat().join('\n')
    return `${titled(name)}: ${isLikeText(value, real) ? value : real}`
  })
  const head = [`HTTP/1.1 ${actual.status} ${STATUS_CODES[actual.status]}`, ...headers].join('\n')
  const body = recordBody(answer.body, actual, world, answer.byType)
  return `\`\`\`http${infoOf(answer.byType)}\n${head}\n${body && `\n${body}\n`}\`\`\``
}

function recordBody(body: string, actual: Answer, { bindings }: World, byType: string[]): string {
  if (isRedirect(actual)) return ''
  const text = actual.text.replaceAll('\r', '').trimEnd()
  if (!isJson(actual)) return isLikeText(body, text) ? body : text
  const known = body ? JSON.parse(body) as Json : null
  const json = documentedJson(known, JSON.parse(actual.text) as Json, bindings, { key: '', parent: '', byType })
  return format(json, widest)
}

/** What a step should show, once its event is here. */
export function recordEvent(step: SocketStep, event: ServerEvent, { bindings }: World, byType: string[]): string {
  const { person, text } = step
  const place = { key: '', parent: '', byType }
  const json = documentedJson(JSON.parse(text) as Json, event as unknown as Json, bindings, place)
  return format(json, widest - person.length)
}

export function socketBlock({ steps, byType }: SocketExample, texts: Map<SocketStep, string>): string {
  const width = Math.max(...steps.map(step => step.person.length))
  const rows = steps.map(step => `${step.person.padEnd(width)} ${step.direction} ${texts.get(step) ?? step.text}`)
  return `\`\`\`ws${infoOf(byType)}\n${rows.join('\n')}\n\`\`\``
}

function infoOf(byType: string[]): string {
  return byType.length > 0 ? ` by type: ${byType.join(', ')}` : ''
}

type Id = number | string
type Leaf = Id | boolean | null

interface Place {
  key: string
  parent: string
  siblings?: { [key: string]: Json }
  byType: string[]
}

/** `actual` in the words of the page: its ids, tokens and times, and what `known` says where that is still right. */
function documentedJson(known: Json | undefined, actual: Json, bindings: Bindings, place: Place): Json {
  if (Array.isArray(actual)) {
    const items = Array.isArray(known) ? known : []
    const open = items.at(-1) === '…'
    const shown = open ? actual.slice(0, items.length - 1) : actual
    const documented = shown.map((item, n) => documentedJson(items[n], item, bindings, place))
    return open ? [...documented, '…'] : documented
  }
  if (typeof actual === 'object' && actual !== null) {
    const object = typeof known === 'object' && known !== null && !Array.isArray(known) ? known : {}
    const parent = nounOf(place.key)
    const { byType } = place
    const fields = Object.entries(actual).map(([key, value]): [string, Json] =>
      [key, documentedJson(object[key], value, bindings, { key, parent, siblings: actual, byType })])
    return Object.fromEntries(fields)
  }
  return documentedLeaf(known, actual, bindings, place)
}

function documentedLeaf(known: Json | undefined, actual: Leaf, bindings: Bindings, place: Place): Json {
  const kind = kindOf(place.key, place.parent, actual, place.siblings)
  if (kind && (typeof actual === 'number' || typeof actual === 'string')) {
    return documentedId(kind, known, actual, bindings)
  }
  if (known === undefined) return actual
  const faults = differences({ [place.key]: known }, { [place.key]: actual }, bindings, place.byType)
  return faults.length === 0 ? known : actual
}

function documentedId(kind: string, known: Json | undefined, actual: Id, bindings: Bindings): Id {
  if (kind === 'time') {
    const time = typeof known === 'string' && isInstant(known) ? known : String(actual)
    bindings.bind(kind, time, actual)
    return time
  }
  const bound = bindings.documented(kind, actual)
  if (bound !== undefined) return bound
  const fresh = typeof known === typeof actual && bindings.real(kind, known as number) === undefined
  const documented = fresh ? known as Id : typeof actual === 'string' ? actual.slice(0, 22) : nextId(kind, bindings)
  bindings.bind(kind, documented, actual)
  return documented
}

function nextId(kind: string, bindings: Bindings): number {
  let id = firstIds[kind] ?? 1
  while (bindings.real(kind, id) !== undefined) id++
  return id
}

function titled(header: string): string {
  return header.replaceAll(/(?:^|-)\w/g, letter => letter.toUpperCase())
}
