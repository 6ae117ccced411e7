import { defineAdminHandler } from '../../../http/handler'
import { listTeams } from '../../../services/support/team/teamAdmin'

/** `GET /api/admin/teams` */
export default defineAdminHandler(async () => ({ teams: await listTeams() }))
