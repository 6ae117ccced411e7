import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Answer } from '../client.ts'
import type { Json } from './bindings.ts'
import type { World } from './cast.ts'
import { differences, isLikeText } from './compare.ts'
import type { HttpExample } from './parse.ts'
import type { Route } from './routes.ts'
import { routeOf } from './routes.ts'
import { root } from '../paths.ts'
import { realJson, realPath, realQuery } from './translate.ts'

/** Sends the request of an example as its person, with the ids of this server. */
export function ask(example: HttpExample, world: World, routes: Route[]): Promise<Answer> {
  const { method, path, as, request } = example
  const headers = Object.fromEntries(request.headers)
  const type = headers['content-type'] ?? 'application/json'
  return world.person(as).ask({
    method,
    path: realPath(path, routeOf(method, path, routes), world.bindings),
    body: request.body ? realBody(request.body, type, world) : undefined,
    headers: realHeaders(headers, world),
  })
}

/** What an answer has that the page does not say, or the other way round. */
export function faultsOf(example: HttpExample, answer: Answer, world: World): string[] {
  const { status, headers, body, byType } = example.answer
  if (answer.status !== status) {
    return [`the status is ${answer.status}, the page says ${status}: ${answer.text.slice(0, 500)}`]
  }
  const faults = headers.flatMap(([name, value]) => {
    const actual = [answer.headers[name] ?? []].flat().join('\n')
    return isLikeText(value, actual) ? [] : [`the header ${name} is "${actual}", the page says "${value}"`]
  })
  return [...faults, ...faultsOfBody(body, answer, world, byType)]
}

function faultsOfBody(body: string, answer: Answer, world: World, byType: string[]): string[] {
  if (body && isJson(answer)) {
    return differences(JSON.parse(body) as Json, JSON.parse(answer.text) as Json, world.bindings, byType)
  }
  if (isRedirect(answer)) return []
  const actual = answer.text.replaceAll('\r', '').trimEnd()
  return isLikeText(body, actual) ? [] : [`the body is\n${actual.slice(0, 2_000)}\nthe page says\n${body}`]
}

export function isJson(answer: Answer): boolean {
  return /[/+]json\b/.test(answer.headers['content-type'] ?? '')
}

/** A browser never shows its body. */
export function isRedirect({ status }: Answer): boolean {
  return status >= 300 && status < 400
}

/** What is not JSON is a form, one of our icons (`< name`), or wrong on purpose. */
function realBody(body: string, type: string, { bindings }: World): string | Buffer {
  const [, file] = /^< (\S+)$/.exec(body) ?? []
  if (file) return readFileSync(join(root, 'public/icons', file))
  if (type === 'application/x-www-form-urlencoded') return realQuery(body, bindings)
  try {
    return JSON.stringify(realJson(JSON.parse(body) as Json, bindings))
  }
  catch {
    return body
  }
}

function realHeaders(headers: Record<string, string>, { bindings }: World): Record<string, string> {
  const real = { ...headers }
  const { authorization = '', 'plaza-user': person, 'x-api-key': key } = headers
  const [scheme = '', token = ''] = authorization.split(' ')
  if (person) real['plaza-user'] = String(bindings.real('user', Number(person)) ?? person)
  if (token) real.authorization = `${scheme} ${bindings.real('token', token) ?? token}`
  if (key) real['x-api-key'] = String(bindings.real('token', key) ?? key)
  return real
}
