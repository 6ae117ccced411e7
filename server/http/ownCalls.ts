import { IncomingMessage, ServerResponse } from 'node:http'
import { createEvent } from 'h3'
import type { H3Event } from 'h3'
import type { NitroApp } from 'nitropack/types'
import type { ErrorCode } from '#shared/protocol/problem'
import type { Principal } from './authenticate'

/** What is known while one page is rendered, so that its calls need not find it out again. */
export interface PageVisit {
  principal?: Promise<Principal | undefined>
}

/** A call that was refused, in the form of ofetch's errors, which `utils/api.ts` reads. */
class RefusedCall extends Error {
  constructor(readonly status: number, readonly data: { code?: ErrorCode }, readonly response: { headers: Headers }) {
    super(data.code)
  }
}

type Query = Record<string, string | number | undefined>
export type OwnCall = (path: string, options: { method: string, query?: Query }) => Promise<unknown>

declare module 'h3' {
  interface H3EventContext {
    /** The API for the renderer of this page. */
    ownCall?: OwnCall
    /** Set for the calls of a renderer only; they were counted and checked when their page was asked for. */
    visit?: PageVisit
  }
}

/**
 * The API as the renderer of a page asks it: the same routes with the same checks, in the name of the page's
 * visitor, but without what stands before them for requests from outside (a quarter of the time of a page). The
 * caller is looked up once for the page. Only reads: a page is rendered by GET. The answer is a copy, as if it
 * had come over the network.
 */
export function createOwnCall(nitro: NitroApp, page: H3Event): OwnCall {
  const visit: PageVisit = {}
  return async (path, { method, query }) => {
    if (method !== 'GET') throw new Error(`a page that is rendered must change nothing: ${method} ${path}`)
    const request = new IncomingMessage(page.node.req.socket)
    request.method = method
    request.url = withQuery(path, query)
    request.headers = page.node.req.headers
    const call = createEvent(request, new ServerResponse(request))
    call.context.visit = visit
    const answer: unknown = await nitro.router.handler(call)
    const { statusCode } = call.node.res
    if (statusCode < 400) return copy(answer)
    const retryAfter = call.node.res.getHeader('retry-after')
    throw new RefusedCall(statusCode, JSON.parse(String(answer)), {
      headers: new Headers(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    })
  }
}

function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return search.size > 0 ? `${path}?${search}` : path
}

function copy(answer: unknown): unknown {
  return answer === undefined ? undefined : JSON.parse(JSON.stringify(answer))
}
