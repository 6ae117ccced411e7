import { defineAdminHandler, idParam } from '../../../../http/handler'
import { deleteAdminMessage } from '../../../../services/messages/messageDeletion'

/** `DELETE /api/admin/messages/:roomId/:seq` */
export default defineAdminHandler(({ event, actor }) =>
  deleteAdminMessage(actor, idParam(event, 'roomId'), idParam(event, 'seq')),
)
