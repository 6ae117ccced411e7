import { featureSimulationSchema } from '#shared/schemas/admin/adminFeature'
import { defineAdminHandler, validBody } from '../../../../http/handler'
import { keyParam } from '../../../../http/keyParam'
import { simulateFeature } from '../../../../services/features/featureAdmin'
import { outsideContext } from '../../../../services/features/outsideContext'

/** `POST /api/admin/features/:key/simulation`: what a context would be given, and why. */
export default defineAdminHandler(async ({ event }) => {
  const { context } = await validBody(event, featureSimulationSchema)
  return simulateFeature(keyParam(event), await outsideContext(context, { complete: true }))
})
