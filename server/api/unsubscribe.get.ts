import { sendRedirect } from 'h3'
import { linkSchema } from '#shared/schemas/session'
import { defineOpenHandler, validQuery } from '../http/handler'

/** `GET /api/unsubscribe?token=…`: for e-mail programs that only open the address. Changes nothing by itself. */
export default defineOpenHandler(event =>
  sendRedirect(event, `/unsubscribe?${new URLSearchParams({ token: validQuery(event, linkSchema).token })}`, 303))
