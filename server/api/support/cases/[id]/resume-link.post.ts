import { setResponseStatus } from 'h3'
import { defineUserHandler, idParam } from '../../../../http/handler'
import { ownOrigin } from '../../../../http/origin'
import { consume } from '../../../../http/rateLimit'
import { makeResumeLink } from '../../../../services/support/customers/resume'

/** `POST /api/support/cases/:id/resume-link`: for another device of its customer; good once, for 30 minutes. */
export default defineUserHandler(async ({ event, user }) => {
  await consume('resume.visitor', user.id)
  const link = await makeResumeLink(user, idParam(event, 'id'), ownOrigin(event.node.req))
  setResponseStatus(event, 201)
  return link
}, { customers: true })
