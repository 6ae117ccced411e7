import type { MailTest } from '#shared/protocol/admin/adminMail'
import type { User } from '#shared/protocol/user'
import { config } from '../../core/config'
import { AppError } from '../../core/errors'
import { brandName, writeEmail } from './email'
import { say } from './mailText'
import { sendEmail } from './transport'

/** Waits for the SMTP server, up to its deadline. `feature_off` where no e-mail is sent. */
export async function sendTestMail({ email }: User): Promise<MailTest> {
  if (!config().mail) throw new AppError('feature_off')
  if (!email) throw new AppError('conflict')
  const parts = [{ text: say('test.why', { brand: brandName() }) }]
  const outcome = await sendEmail(writeEmail({ to: email, subject: say('test.subject'), parts }))
  return outcome.state === 'sent' ? { sent: true } : { sent: false, reason: outcome.reason }
}
