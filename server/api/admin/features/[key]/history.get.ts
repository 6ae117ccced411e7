import { listQuerySchema } from '#shared/schemas/common'
import { defineAdminHandler, validQuery } from '../../../../http/handler'
import { keyParam } from '../../../../http/keyParam'
import { listFeatureEvents } from '../../../../services/features/featureHistory'

/** `GET /api/admin/features/:key/history` */
export default defineAdminHandler(async ({ event }) =>
  listFeatureEvents(keyParam(event), validQuery(event, listQuerySchema)),
)
