/** JSON as it is read. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** What a page calls by another id, token or time than this server does. */
export class Bindings {
  readonly #real = new Map<string, number | string>()
  readonly #documented = new Map<string, number | string>()

  clone(): Bindings {
    const clone = new Bindings()
    for (const [key, real] of this.#real) clone.#real.set(key, real)
    for (const [key, documented] of this.#documented) clone.#documented.set(key, documented)
    return clone
  }

  /** The value of this server for one of the page; undefined when the page has not met it yet. */
  real(kind: string, documented: number | string): number | string | undefined {
    return this.#real.get(`${kind} ${documented}`)
  }

  documented(kind: string, real: number | string): number | string | undefined {
    return this.#documented.get(`${kind} ${real}`)
  }

  bind(kind: string, documented: number | string, real: number | string): void {
    this.#real.set(`${kind} ${documented}`, real)
    this.#documented.set(`${kind} ${real}`, documented)
  }

  /** False when either of them stands for something else already. */
  agrees(kind: string, documented: number | string, real: number | string): boolean {
    return (this.real(kind, documented) ?? real) === real && (this.documented(kind, real) ?? documented) === documented
  }
}

const nouns: Record<string, string> = {
  people: 'user', peer: 'user', author: 'user', reporter: 'user', decidedBy: 'user', actor: 'user', userIds: 'user',
  mentions: 'user', agents: 'user', assignee: 'user', inboxes: 'inbox',
  directory: 'room', groups: 'room', busiestRooms: 'room', entries: 'entry',
  details: 'token', links: 'case', other: 'case', customer: 'user', agent: 'user',
}
const opaque: Record<string, string> = {
  token: 'token', identitySecret: 'token', ticket: 'token', invitation: 'token',
  cursor: 'cursor', connectionId: 'connection',
}

/** With a number, as in a query. */
const named = new Set(['room', 'author', 'actor', 'customer', 'inbox', 'team', 'agent'])

/** Before `Id`. */
const people = new Set(['author', 'assignee', 'actor'])

export type JsonObject = { [key: string]: Json }
/** What stands for an id, a token or a time. */
type Replace = (kind: string, value: number | string) => Json

/** `rooms` and `room` are both called room. */
export function nounOf(key: string): string {
  return nouns[key] ?? key.replace(/s$/, '')
}

/** What kind of id, token or time stands under `key` of an object called `parent`; undefined for a plain value. */
export function kindOf(key: string, parent: string, value: Json, siblings: JsonObject = {}): string | undefined {
  if (typeof value === 'string' && isInstant(value)) return 'time'
  if (typeof value === 'string' && opaque[key]) return opaque[key]
  if (typeof value !== 'number' && !(typeof value === 'string' && key === 'id')) return undefined
  if (key === 'id') return parent
  if (key === 'targetId') return nounOf(String(siblings.targetKind))
  if (named.has(key)) return typeof value === 'number' ? nounOf(key) : undefined
  const [, noun] = /^(.+)Id$/.exec(key) ?? []
  return noun && (people.has(noun) ? 'user' : noun === 'notesRoom' ? 'room' : noun)
}

export function isInstant(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)
}

/** The same JSON with every id, token and time replaced by what `replace` gives for it. */
export function mapIds(json: Json, replace: Replace, parent = ''): Json {
  if (Array.isArray(json)) {
    if (parent === 'user' && json.every(item => typeof item === 'number')) return json.map(id => replace('user', id))
    return json.map(item => mapIds(item, replace, parent))
  }
  if (typeof json !== 'object' || json === null) return json
  const entries = Object.entries(json).map(([key, value]): [string, Json] => {
    const name = parent === 'cursor' && /^\d+$/.test(key) ? String(replace('room', Number(key))) : key
    return [name, mapField(json, key, value, replace, parent)]
  })
  return Object.fromEntries(entries)
}

function mapField(object: JsonObject, key: string, value: Json, replace: Replace, parent: string): Json {
  const kind = kindOf(key, parent, value, object)
  if (kind && (typeof value === 'number' || typeof value === 'string')) return replace(kind, value)
  return mapIds(value, replace, key === 'cursors' ? 'cursor' : nounOf(key))
}
