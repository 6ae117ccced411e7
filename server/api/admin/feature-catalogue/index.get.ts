import { setResponseHeader } from 'h3'
import { defineAdminHandler } from '../../../http/handler'
import { exportFeatures } from '../../../services/features/featureImport'

/** `GET /api/admin/feature-catalogue`: all features and segments, as a file. */
export default defineAdminHandler(async ({ event }) => {
  const catalogue = await exportFeatures()
  setResponseHeader(event, 'content-disposition', 'attachment; filename="plaza-features.json"')
  return catalogue
})
