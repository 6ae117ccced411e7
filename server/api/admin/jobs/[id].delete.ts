import { defineAdminHandler, idParam } from '../../../http/handler'
import { cancelJob } from '../../../services/jobs/job'

/** `DELETE /api/admin/jobs/:id`: stops it; what is done stays done. */
export default defineAdminHandler(({ event, actor }) => cancelJob(actor, idParam(event, 'id')))
