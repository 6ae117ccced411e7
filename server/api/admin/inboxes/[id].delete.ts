import { defineAdminHandler, idParam } from '../../../http/handler'
import { deleteInbox } from '../../../services/support/inboxDeletion'

/** `DELETE /api/admin/inboxes/:id` */
export default defineAdminHandler(({ event, actor }) => deleteInbox(actor, idParam(event, 'id')), { confirmed: true })
