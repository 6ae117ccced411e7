import { reportDecisionSchema } from '#shared/adminSchemas'
import { defineAdminHandler, idParam, validBody } from '../../../http/handler'
import { decideReport } from '../../../services/reportDecision'

/** `PATCH /api/admin/reports/:id`: the decision, once. */
export default defineAdminHandler(async ({ event, actor, user }) => ({
  report: await decideReport({ ...actor, id: user.id }, idParam(event, 'id'), await validBody(event, reportDecisionSchema)),
}))
