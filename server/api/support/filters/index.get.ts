import { defineUserHandler } from '../../../http/handler'
import { listFilters } from '../../../services/support/desk/filter'

/** `GET /api/support/filters`: the agent's own, in their order. */
export default defineUserHandler(async ({ user }) => ({ filters: await listFilters(user.id) }))
