import { teamPatchSchema } from '#shared/schemas/admin/adminTeam'
import { defineAdminHandler, idParam, validBody } from '../../../http/handler'
import { updateTeam } from '../../../services/support/team/teamAdmin'

/** `PATCH /api/admin/teams/:id` */
export default defineAdminHandler(async ({ event, actor }) =>
  ({ team: await updateTeam(actor, idParam(event, 'id'), await validBody(event, teamPatchSchema)) }),
{ confirmed: true })
