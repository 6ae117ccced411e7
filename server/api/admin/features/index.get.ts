import { featureListSchema } from '#shared/schemas/admin/adminFeature'
import { defineAdminHandler, validQuery } from '../../../http/handler'
import { listFeatures } from '../../../services/features/featureAdmin'

/** `GET /api/admin/features` */
export default defineAdminHandler(async ({ event }) => listFeatures(validQuery(event, featureListSchema)))
