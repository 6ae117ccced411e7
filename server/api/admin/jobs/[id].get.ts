import { defineAdminHandler, idParam } from '../../../http/handler'
import { getJob } from '../../../services/jobs/job'

/** `GET /api/admin/jobs/:id`: how far it is. */
export default defineAdminHandler(async ({ event }) => ({ job: await getJob(idParam(event, 'id')) }))
