import type { H3Event } from 'h3'
import { limits } from '#shared/limits'
import { featureImportSchema } from '#shared/schemas/admin/adminFeature'
import type { FeatureImport } from '#shared/schemas/admin/adminFeature'
import { requireAdmin } from './authenticate'
import { validBody } from './handler'

/** A file of features, which an admin sends. */
export async function catalogueBody(event: H3Event): Promise<FeatureImport> {
  const input = await validBody(event, featureImportSchema, limits.catalogueBytes)
  // What is too large to be received ahead took a while to come.
  await requireAdmin(event)
  return input
}
