import { defineUserHandler } from '../../http/handler'
import { confirmedUntil } from '../../services/sessions/confirmation'

/** `GET /api/session/confirmation`: until when sensitive actions need no password. */
export default defineUserHandler(async caller => ({ confirmedUntil: confirmedUntil(caller) }))
