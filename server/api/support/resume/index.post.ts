import { resumeSchema } from '#shared/schemas/supportCase'
import { validBody } from '../../../http/handler'
import { consume } from '../../../http/rateLimit'
import { defineVisitorHandler } from '../../../http/visitorHandler'
import { assertNotBanned } from '../../../services/settings/policy'
import { askForResume } from '../../../services/support/customers/resume'
import { enterInbox } from '../../../services/support/cases/visit'
import { emailKey } from '../../../services/users/user'

/** `POST /api/support/resume`: links by e-mail; the answer says nothing about the address. */
export default defineVisitorHandler(async ({ event, address, ...visit }) => {
  assertNotBanned(address)
  const { inbox: key, email } = await validBody(event, resumeSchema)
  const inbox = await enterInbox(key, visit)
  await consume('resume.address', address)
  await consume('resume.email', emailKey(email))
  await askForResume(inbox, email)
})
