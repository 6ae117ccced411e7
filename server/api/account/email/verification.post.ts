import { defineUserHandler } from '../../../http/handler'
import { sendVerification } from '../../../http/mail'

/** `POST /api/account/email/verification`: sends the link again that proves whose the address is. */
export default defineUserHandler(sendVerification)
