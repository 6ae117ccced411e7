import { defineAdminHandler, idParam } from '../../../http/handler'
import { deleteTeam } from '../../../services/support/team/teamAdmin'

/** `DELETE /api/admin/teams/:id` */
export default defineAdminHandler(({ event, actor }) => deleteTeam(actor, idParam(event, 'id')), { confirmed: true })
