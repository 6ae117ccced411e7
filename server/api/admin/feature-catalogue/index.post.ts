import { limits } from '#shared/limits'
import { featureImportSchema } from '#shared/schemas/admin/adminFeature'
import { requireAdmin } from '../../../http/authenticate'
import { defineAdminHandler, validBody } from '../../../http/handler'
import { importFeatures } from '../../../services/features/featureImport'

/** `POST /api/admin/feature-catalogue`: what was exported, whole or in part. */
export default defineAdminHandler(async ({ event, actor }) => {
  const input = await validBody(event, featureImportSchema, limits.catalogueBytes)
  // What is too large to be received ahead took a while to come.
  await requireAdmin(event)
  return importFeatures(actor, input)
})
