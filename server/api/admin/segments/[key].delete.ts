import { defineAdminHandler } from '../../../http/handler'
import { keyParam } from '../../../http/keyParam'
import { deleteSegment } from '../../../services/features/segment'

/** `DELETE /api/admin/segments/:key` */
export default defineAdminHandler(({ event, actor }) => deleteSegment(actor, keyParam(event)))
