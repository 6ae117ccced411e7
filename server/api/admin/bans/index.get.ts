import { listQuerySchema } from '#shared/schemas/common'
import { defineAdminHandler, validQuery } from '../../../http/handler'
import { listBans } from '../../../services/moderation/ban'

/** `GET /api/admin/bans`: addresses from which nobody may enter. */
export default defineAdminHandler(({ event }) => listBans(validQuery(event, listQuerySchema)))
