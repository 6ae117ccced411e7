import { globSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../paths.ts'
import { nounOf } from './bindings.ts'

export interface Route {
  method: string
  /** As in the docs: `/api/rooms/:id`. */
  path: string
}

/** Every route of the API and of the forms, from the names of the files. */
export function routes(): Route[] {
  const files = globSync(['api/**/*.ts', 'routes/**/*.ts'], { cwd: join(root, 'server') })
  const known = files.filter(file => !file.includes('[...]')).map(toRoute)
  return known.sort((one, other) => one.path.localeCompare(other.path))
}

function toRoute(file: string): Route {
  const [, path = '', method = ''] = /^(.+)\.(get|post|put|patch|delete)\.ts$/.exec(file.replaceAll('\\', '/')) ?? []
  if (!method) throw new Error(`${file} does not say its method`)
  const address = `/${path.replace(/^routes\//, '').replace(/\/index$/, '').replaceAll(/\[(\w+)\]/g, ':$1')}`
  return { method: method.toUpperCase(), path: address }
}

/** The route that serves a path; one with fewer parameters goes first. */
export function routeOf(method: string, path: string, all: Route[]): Route | undefined {
  const [address = ''] = path.split('?')
  const patternOf = (route: Route) => new RegExp(`^${route.path.replaceAll(/:\w+/g, '[^/]+')}$`)
  const fitting = all.filter(route => route.method === method && patternOf(route).test(address))
  return fitting.sort((one, other) => one.path.split(':').length - other.path.split(':').length)[0]
}

/** What each segment of a path is: the kind of an id, or undefined for anything else. */
export function kindsOfSegments(route: Route): (string | undefined)[] {
  const segments = route.path.split('/')
  return segments.map((segment, n) => {
    if (!segment.startsWith(':') || segment === ':seq') return undefined
    const name = segment.slice(1)
    return nounOf(name === 'id' ? segments[n - 1] ?? '' : name.replace(/Id$/, ''))
  })
}
