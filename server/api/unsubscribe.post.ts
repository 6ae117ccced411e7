import { linkSchema } from '#shared/schemas/session'
import { defineOpenHandler, validQuery } from '../http/handler'
import { unsubscribe } from '../services/digest/unsubscribe'

/** `POST /api/unsubscribe?token=…`: what an e-mail program sends for a click on its own button (RFC 8058). */
export default defineOpenHandler(async event => unsubscribe(validQuery(event, linkSchema).token))
