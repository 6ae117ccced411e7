import { defineEventHandler, setResponseHeader } from 'h3'
import type { EventHandler, H3Event } from 'h3'
import { config } from '../core/config'
import { whenReady } from '../core/lifecycle'
import type { TokenCaller, TokenScope } from '../services/integrations/tokenCaller'
import { requireToken } from './authenticate'
import { receiveBody } from './body'
import { sendProblem } from './handler'
import { clientAddress } from './origin'
import { consume } from './rateLimit'

export interface TokenContext {
  event: H3Event
  caller: TokenCaller
}

/** How an error is answered: an API that others have defined has a form of its own. */
type SendError = (event: H3Event, error: unknown) => unknown

/**
 * A route for applications: only with a token that has the scope (401, 403). Other origins may call it, as a browser
 * adds nothing to it by itself that would prove anything.
 */
export function defineTokenHandler<T>(
  scope: TokenScope, handle: (context: TokenContext) => Promise<T>, sendError: SendError = sendProblem,
): EventHandler {
  return defineEventHandler(async (event) => {
    setResponseHeader(event, 'cache-control', 'no-store')
    setResponseHeader(event, 'plaza-build', config().build)
    try {
      await whenReady()
      await receiveBody(event)
      const caller = await requireToken(event, scope)
      await consumeToken(event, caller)
      return await handle({ event, caller })
    }
    catch (error) {
      return sendError(event, error)
    }
  })
}

/** Counts a request of a token, whatever it was proved by. */
export async function consumeToken(event: H3Event, { tokenId }: TokenCaller): Promise<void> {
  await consume('evaluate.place', `${tokenId} ${clientAddress(event.node.req)}`)
  await consume('evaluate.token', tokenId)
}
