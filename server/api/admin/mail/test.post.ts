import { defineAdminHandler } from '../../../http/handler'
import { consume } from '../../../http/rateLimit'
import { sendTestMail } from '../../../services/mail/testMail'

/** `POST /api/admin/mail/test`: an e-mail to the admin who asks, and what the SMTP server said to it. */
export default defineAdminHandler(async ({ user }) => {
  await consume('push.user', user.id)
  return { test: await sendTestMail(user) }
})
