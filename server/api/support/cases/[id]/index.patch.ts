import { casePatchSchema } from '#shared/schemas/supportCase'
import { defineUserHandler, idParam, validBody } from '../../../../http/handler'
import { versionOf } from '../../../../http/etag'
import { changeCase } from '../../../../services/support/caseChange'

/** `PATCH /api/support/cases/:id`: for agents, at the version that they have seen. */
export default defineUserHandler(async ({ event, user }) => {
  const { version, ...patch } = await validBody(event, casePatchSchema)
  return { case: await changeCase(user, idParam(event, 'id'), versionOf(event, version), patch) }
})
