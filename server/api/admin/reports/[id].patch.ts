import { reportDecisionSchema } from '#shared/schemas/admin/adminReport'
import { defineAdminHandler, idParam, validBody } from '../../../http/handler'
import { assertConfirmed } from '../../../services/sessions/confirmation'
import { decideReport } from '../../../services/admin/adminReportDecision'

/** `PATCH /api/admin/reports/:id`: the decision, once. */
export default defineAdminHandler(async ({ event, actor, ...caller }) => {
  const input = await validBody(event, reportDecisionSchema)
  if (input.decision === 'ban' || input.decision === 'wipe') assertConfirmed(caller)
  return decideReport({ ...actor, id: caller.user.id }, idParam(event, 'id'), input)
})
