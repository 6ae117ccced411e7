import { defineEventHandler } from 'h3'
import type { EventHandler, H3Event } from 'h3'
import type { Visit } from '../services/support/cases/visit'
import { authenticate } from './authenticate'
import { receiveBody } from './body'
import { customerToken, requireCustomer } from './customer'
import { answer, reading } from './handler'
import { assertOwnOrigin, clientAddress, foreignOrigin } from './origin'
import { deviceOf } from './sessionCookie'

export interface VisitorContext extends Visit {
  event: H3Event
  address: string
}

/**
 * A route for who turns to the team: a customer by their token, whoever is logged in, or anybody. On a page of another
 * site the cookie counts for nothing; whether that site may call is for the handler to say, who knows the inbox.
 */
export function defineVisitorHandler<T>(handle: (context: VisitorContext) => Promise<T>): EventHandler {
  return defineEventHandler(event => answer(event, async () => {
    const request = event.node.req
    await receiveBody(event)
    const origin = foreignOrigin(request)
    const isCustomer = customerToken(request) !== undefined
    if (!origin && !isCustomer && !reading.has(event.method)) assertOwnOrigin(request)
    const caller = isCustomer ? await requireCustomer(request) : origin ? undefined : await authenticate(event)
    return handle({
      event, origin, address: clientAddress(request), device: deviceOf(request), ...(caller && { user: caller.user }),
    })
  }))
}
