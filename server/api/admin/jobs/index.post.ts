import { setResponseStatus } from 'h3'
import { jobSchema } from '#shared/schemas/admin/adminJob'
import { defineAdminHandler, validBody } from '../../../http/handler'
import { tidyGuests } from '../../../services/jobs/guestTidy'
import { deleteManyMessages } from '../../../services/jobs/bulkDeletion'

/** `POST /api/admin/jobs`: long work, done in the background. */
export default defineAdminHandler(async ({ event, actor }) => {
  const input = await validBody(event, jobSchema)
  const job = input.kind === 'guest_tidy'
    ? await tidyGuests(actor, input.days, input.confirm)
    : await deleteManyMessages(actor, input)
  setResponseStatus(event, 201)
  return { job }
}, { confirmed: true })
