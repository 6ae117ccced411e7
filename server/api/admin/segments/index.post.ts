import { setResponseStatus } from 'h3'
import { segmentSchema } from '#shared/schemas/admin/adminFeature'
import { defineAdminHandler, validBody } from '../../../http/handler'
import { createSegment } from '../../../services/features/segment'

/** `POST /api/admin/segments` */
export default defineAdminHandler(async ({ event, actor }) => {
  const segment = await createSegment(actor, await validBody(event, segmentSchema))
  setResponseStatus(event, 201)
  return { segment }
})
