import type { Bindings, Json } from './bindings.ts'
import { kindOf, mapIds, nounOf } from './bindings.ts'
import type { Route } from './routes.ts'
import { kindsOfSegments } from './routes.ts'

/** A path of the docs with the ids of this server. */
export function realPath(path: string, route: Route | undefined, bindings: Bindings): string {
  const [address = '', query] = path.split('?')
  const kinds = route ? kindsOfSegments(route) : []
  const segments = address.split('/').map((segment, n) => {
    const kind = kinds[n]
    return kind ? String(bindings.real(kind, idOf(segment)) ?? segment) : segment
  })
  return segments.join('/') + (query === undefined ? '' : `?${realQuery(query, bindings)}`)
}

/** A query or the fields of a form. */
export function realQuery(query: string, bindings: Bindings): string {
  const fields = [...new URLSearchParams(query)]
  const siblings = Object.fromEntries(fields)
  const real = fields.map(([key, value]): [string, string] => {
    const kind = kindOf(key, nounOf(key), idOf(value), siblings)
    return [key, String((kind && bindings.real(kind, idOf(value))) ?? value)]
  })
  return String(new URLSearchParams(real))
}

export function realJson(json: Json, bindings: Bindings): Json {
  return mapIds(json, (kind, value) => bindings.real(kind, value) ?? value)
}

function idOf(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text
}
