import { defineAdminHandler } from '../../../http/handler'
import { listSegments } from '../../../services/features/segment'

/** `GET /api/admin/segments` */
export default defineAdminHandler(async () => ({ segments: await listSegments() }))
