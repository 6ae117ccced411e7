import { setResponseStatus } from 'h3'
import { teamSchema } from '#shared/schemas/admin/adminTeam'
import { defineAdminHandler, validBody } from '../../../http/handler'
import { createTeam } from '../../../services/support/team/teamAdmin'

/** `POST /api/admin/teams` */
export default defineAdminHandler(async ({ event, actor }) => {
  const team = await createTeam(actor, await validBody(event, teamSchema))
  setResponseStatus(event, 201)
  return { team }
}, { confirmed: true })
