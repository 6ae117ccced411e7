import { endOthers } from '../../../http/entrance'
import { defineUserHandler } from '../../../http/handler'

/** `DELETE /api/account/sessions`: logs the caller out everywhere else. */
export default defineUserHandler(({ event, ...caller }) => endOthers(event, caller))
