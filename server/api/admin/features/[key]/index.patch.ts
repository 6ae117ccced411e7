import { featurePatchSchema } from '#shared/schemas/admin/adminFeature'
import { defineAdminHandler, validBody } from '../../../../http/handler'
import { keyParam } from '../../../../http/keyParam'
import { updateFeature } from '../../../../services/features/featureAdmin'

/** `PATCH /api/admin/features/:key` */
export default defineAdminHandler(async ({ event, actor }) => ({
  feature: await updateFeature(actor, keyParam(event), await validBody(event, featurePatchSchema)),
}))
