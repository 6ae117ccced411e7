import { endOthers } from '../../../http/auth'
import { defineUserHandler } from '../../../http/handler'

/** `DELETE /api/account/sessions`: logs the caller out everywhere else. */
export default defineUserHandler(({ event, ...caller }) => endOthers(event, caller))
