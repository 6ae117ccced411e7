import { setResponseStatus } from 'h3'
import { newFeatureSchema } from '#shared/schemas/admin/adminFeature'
import { defineAdminHandler, validBody } from '../../../http/handler'
import { createFeature } from '../../../services/features/featureAdmin'

/** `POST /api/admin/features` */
export default defineAdminHandler(async ({ event, actor }) => {
  const feature = await createFeature(actor, await validBody(event, newFeatureSchema))
  setResponseStatus(event, 201)
  return { feature }
})
