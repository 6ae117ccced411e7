import { jobSchema } from '#shared/schemas/admin/adminJob'
import { defineAdminHandler, validBody } from '../../../http/handler'
import { previewTidy } from '../../../services/jobs/guestTidy'
import { previewDeletion } from '../../../services/jobs/bulkDeletion'

/** `POST /api/admin/jobs/preview`: what a job would touch, for its confirmation. Changes nothing. */
export default defineAdminHandler(async ({ event }) => {
  const input = await validBody(event, jobSchema)
  return { preview: input.kind === 'guest_tidy' ? await previewTidy(input.days) : await previewDeletion(input) }
})
