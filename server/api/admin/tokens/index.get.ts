import { listQuerySchema } from '#shared/schemas/common'
import { defineAdminHandler, validQuery } from '../../../http/handler'
import { listTokens } from '../../../services/integrations/apiToken'

/** `GET /api/admin/tokens` */
export default defineAdminHandler(({ event }) => listTokens(validQuery(event, listQuerySchema)))
