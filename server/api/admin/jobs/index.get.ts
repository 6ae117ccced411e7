import { listQuerySchema } from '#shared/schemas'
import { defineAdminHandler, validQuery } from '../../../http/handler'
import { listJobs } from '../../../services/job'

/** `GET /api/admin/jobs` */
export default defineAdminHandler(({ event }) => listJobs(validQuery(event, listQuerySchema)))
