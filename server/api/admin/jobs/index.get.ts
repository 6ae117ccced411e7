import { listQuerySchema } from '#shared/schemas/common'
import { defineAdminHandler, validQuery } from '../../../http/handler'
import { listJobs } from '../../../services/jobs/job'

/** `GET /api/admin/jobs` */
export default defineAdminHandler(({ event }) => listJobs(validQuery(event, listQuerySchema)))
