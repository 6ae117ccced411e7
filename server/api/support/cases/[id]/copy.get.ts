import { requirePrincipal } from '../../../../http/authenticate'
import { defineUserHandler, idParam } from '../../../../http/handler'
import { consume } from '../../../../http/rateLimit'
import { sendStream } from '../../../../http/stream'
import { copyCase, findCopied } from '../../../../services/support/customers/copy'

/** `GET /api/support/cases/:id/copy`: the conversation as text, for its customer and for agents. */
export default defineUserHandler(async ({ event, user }) => {
  const id = idParam(event, 'id')
  await consume('copy.user', user.id)
  const found = await findCopied(user, id)
  const headers = {
    'content-type': 'text/plain; charset=utf-8', 'content-disposition': `attachment; filename="case-${id}.txt"`,
  }
  const assertRight = async () => findCopied((await requirePrincipal(event)).user, id)
  await sendStream(event, copyCase(found), headers, '', assertRight)
}, { customers: true })
