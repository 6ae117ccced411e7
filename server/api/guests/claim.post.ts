import { claimSchema } from '#shared/schemas/session'
import { claim } from '../../http/auth'
import { defineUserHandler, validBody } from '../../http/handler'

/** `POST /api/guests/claim`: the guest becomes a member and keeps everything. */
export default defineUserHandler(async ({ event, ...caller }) => ({
  user: await claim(event, caller, await validBody(event, claimSchema)),
}))
