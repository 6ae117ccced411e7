import { isDeepStrictEqual } from 'node:util'
import type { Bindings, Json, JsonObject } from './bindings.ts'
import { kindOf, nounOf } from './bindings.ts'

interface Comparison {
  bindings: Bindings
  /** Keys whose values differ from run to run. */
  byType: string[]
  /** Ids, tokens and times of the page, with what they are here. */
  found: [kind: string, documented: number | string, real: number | string][]
  faults: string[]
}

/**
 * What is different in `actual` from what the page says, as sentences; nothing when they agree. Keys must be the same
 * and values equal, but: ids and tokens stand for those of this server, the same for the same throughout a page; times,
 * days and what `byType` names are compared by type, and may be missing when it is named with a `?`; "…" in a text
 * stands for any text, as the last item of a list for any more items. When they agree, the bindings learn the ids,
 * tokens and times.
 */
export function differences(expected: Json, actual: Json, bindings: Bindings, byType: string[] = []): string[] {
  const comparison: Comparison = { bindings, byType, found: [], faults: [] }
  compare(expected, actual, { key: '', parent: '', at: 'the answer' }, comparison)
  if (comparison.faults.length > 0) return comparison.faults
  for (const [kind, documented, real] of comparison.found) bindings.bind(kind, documented, real)
  return []
}

interface Place {
  key: string
  /** What the object that holds it is called. */
  parent: string
  at: string
  siblings?: JsonObject
}

function compare(expected: Json, actual: Json, place: Place, comparison: Comparison): void {
  if (Array.isArray(expected) && Array.isArray(actual)) return compareLists(expected, actual, place, comparison)
  if (isObject(expected) && isObject(actual)) return compareObjects(expected, actual, place, comparison)
  if (!sameValue(expected, actual, place, comparison)) {
    comparison.faults.push(`${place.at} is ${JSON.stringify(actual)}, the page says ${JSON.stringify(expected)}`)
  }
}

function compareLists(expected: Json[], actual: Json[], place: Place, comparison: Comparison): void {
  const open = expected.at(-1) === '…'
  const items = open ? expected.slice(0, -1) : expected
  if (open ? actual.length < items.length : actual.length !== items.length) {
    const said = `${items.length}${open ? ' or more' : ''}`
    comparison.faults.push(`${place.at} has ${actual.length} items, the page says ${said}`)
    return
  }
  items.forEach((item, n) => compare(item, actual[n]!, { ...place, at: `${place.at}[${n}]` }, comparison))
}

function compareObjects(expected: JsonObject, actual: JsonObject, { key, at }: Place, comparison: Comparison): void {
  const isOptional = (name: string) => comparison.byType.includes(`${name}?`)
  const missing = Object.keys(expected).filter(name => !(name in actual) && !isOptional(name))
  const unknown = Object.keys(actual).filter(name => !(name in expected) && !isOptional(name))
  if (missing.length > 0) comparison.faults.push(`${at} lacks ${missing.join(', ')}`)
  if (unknown.length > 0) comparison.faults.push(`${at} also has ${unknown.join(', ')}`)
  for (const [name, value] of Object.entries(expected)) {
    const place = { key: name, parent: nounOf(key), at: `${at}.${name}`, siblings: actual }
    if (name in actual) compare(value, actual[name]!, place, comparison)
  }
}

function sameValue(expected: Json, actual: Json, { key, parent, siblings }: Place, comparison: Comparison): boolean {
  if (comparison.byType.includes(key) || comparison.byType.includes(`${key}?`)) return typeof expected === typeof actual
  const kind = kindOf(key, parent, expected, siblings)
  if (kind && isId(expected) && isId(actual) && typeof actual === typeof expected) {
    return sameBound(kind, expected, actual, comparison)
  }
  if (typeof expected === 'string' && typeof actual === 'string') return patternOf(expected).test(actual)
  return isDeepStrictEqual(expected, actual)
}

type Id = number | string

function isId(json: Json): json is Id {
  return typeof json === 'number' || typeof json === 'string'
}

function sameBound(kind: string, expected: Id, actual: Id, { bindings, found }: Comparison): boolean {
  const isTime = kind === 'time'
  if (isTime && !/^\d{4}-.*Z$/.test(String(actual))) return false
  found.push([kind, expected, actual])
  return isTime || bindings.agrees(kind, expected, actual)
}

/** "…" stands for any text; a day for any day. */
function patternOf(text: string): RegExp {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return /^\d{4}-\d\d-\d\d$/
  return new RegExp(`^${text.split('…').map(RegExp.escape).join('[^]*')}$`)
}

/** A header or a line of text that is not JSON: "…" stands for any text, and numbers are compared by type. */
export function isLikeText(expected: string, actual: string): boolean {
  const pattern = expected.split('…').map(part => part.split(/\d+/).map(RegExp.escape).join('\\d+')).join('[^]*')
  return new RegExp(`^${pattern}$`).test(actual)
}

function isObject(json: Json): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
