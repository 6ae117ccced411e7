import { defineAdminHandler, idParam } from '../../../http/handler'
import { revokeInvitation } from '../../../services/accounts/invitation'

/** `DELETE /api/admin/invitations/:id` */
export default defineAdminHandler(({ event, actor }) => revokeInvitation(actor, idParam(event, 'id')))
