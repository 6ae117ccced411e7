import { featureFiguresSchema } from '#shared/schemas/feature'
import { defineAdminHandler, validQuery } from '../../../../http/handler'
import { keyParam } from '../../../../http/keyParam'
import { getFigures } from '../../../../services/figures/featureFigures'

/** `GET /api/admin/features/:key/figures`: how it goes, by variant. */
export default defineAdminHandler(async ({ event }) => {
  const { hours } = validQuery(event, featureFiguresSchema)
  return { figures: await getFigures(keyParam(event), hours) }
})
