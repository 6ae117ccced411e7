import { linkSchema } from '#shared/schemas/session'
import { defineOpenHandler, validBody } from '../../http/handler'
import { verify } from '../../http/mail'

/** `PUT /api/email/verification`: for who holds the link that was sent to an address. */
export default defineOpenHandler(async event => verify(event, await validBody(event, linkSchema)))
