import { defineEventHandler, getHeader, getQuery } from 'h3'
import { AppError } from '../../../core/errors'
import { whenReady } from '../../../core/lifecycle'
import { requireTicket } from '../../../http/authenticate'
import { sendOfrepError } from '../../../http/ofrep'
import { clientAddress } from '../../../http/origin'
import { consumeToken } from '../../../http/tokenHandler'
import { hasRoomForStream, openStream } from '../../../realtime/features/featureStream'

/** `GET /ofrep/v1/changes?ticket=…`: says when features have changed, for as long as the token is good. */
export default defineEventHandler(async (event) => {
  const { req, res } = event.node
  try {
    await whenReady()
    const caller = await requireTicket(event, String(getQuery(event).ticket))
    await consumeToken(event, caller)
    const address = clientAddress(req)
    if (!hasRoomForStream(address)) throw new AppError('busy', { retryAfter: 10 })
    event._handled = true
    openStream(res, { tokenId: caller.tokenId, address, lastEventId: getHeader(event, 'last-event-id') })
    if (req.method === 'HEAD') res.end()
  }
  catch (error) {
    return sendOfrepError(event, error)
  }
})
