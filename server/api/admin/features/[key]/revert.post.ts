import { featureRevertSchema } from '#shared/schemas/admin/adminFeature'
import { defineAdminHandler, validBody } from '../../../../http/handler'
import { keyParam } from '../../../../http/keyParam'
import { revertFeature } from '../../../../services/features/featureAdmin'

/** `POST /api/admin/features/:key/revert` */
export default defineAdminHandler(async ({ event, actor }) => {
  const { version } = await validBody(event, featureRevertSchema)
  return { feature: await revertFeature(actor, keyParam(event), version) }
})
