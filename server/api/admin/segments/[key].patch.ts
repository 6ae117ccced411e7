import { segmentPatchSchema } from '#shared/schemas/admin/adminFeature'
import { defineAdminHandler, validBody } from '../../../http/handler'
import { keyParam } from '../../../http/keyParam'
import { updateSegment } from '../../../services/features/segment'

/** `PATCH /api/admin/segments/:key` */
export default defineAdminHandler(async ({ event, actor }) => ({
  segment: await updateSegment(actor, keyParam(event), await validBody(event, segmentPatchSchema)),
}))
