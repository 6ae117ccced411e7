import { defineAdminHandler } from '../../../../http/handler'
import { keyParam } from '../../../../http/keyParam'
import { getFeature } from '../../../../services/features/featureAdmin'

/** `GET /api/admin/features/:key` */
export default defineAdminHandler(async ({ event }) => ({ feature: await getFeature(keyParam(event)) }))
