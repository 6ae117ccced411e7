import { featureKillSchema } from '#shared/schemas/admin/adminFeature'
import { defineAdminHandler, validBody } from '../../../../http/handler'
import { keyParam } from '../../../../http/keyParam'
import { killFeature } from '../../../../services/features/featureAdmin'

/** `POST /api/admin/features/:key/kill`: off for everybody at once. Nothing is asked for but a reason. */
export default defineAdminHandler(async ({ event, actor }) => {
  const { reason } = await validBody(event, featureKillSchema)
  return { feature: await killFeature(actor, keyParam(event), reason) }
})
