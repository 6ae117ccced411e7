import { defineAdminHandler, idParam } from '../../../../http/handler'
import { sendStream } from '../../../../http/stream'
import { exportUser } from '../../../../services/accounts/userExport'

/** `GET /api/admin/users/:id/export`: everything that is kept of a person, as JSON. */
export default defineAdminHandler(async ({ event, actor }) => {
  const id = idParam(event, 'id')
  const chunks = await exportUser(actor, id)
  await sendStream(event, chunks, {
    'content-type': 'application/json; charset=utf-8',
    'content-disposition': `attachment; filename="plaza-user-${id}.json"`,
  })
}, { confirmed: true })
