import { config } from '../../core/config'
import { describeError, log } from '../../core/log'
import { repeat } from '../../core/repeat'
import type { Email } from './email'
import { attemptsAtMost, buryMail, claimMails, endMail, postponeMail } from './mailQueue'
import type { MailKind, MailRow } from './mailQueue'
import { sendDeadlineMs, sendEmail } from './transport'

/** Writes an e-mail as it is true now; undefined for one that is nobody's business any more. */
export type Compose = (mail: MailRow) => Promise<Email | undefined>

const lookMs = 500
/** E-mails of this node that may be on their way at the same time. */
const inFlightAtMost = 4
/** Beyond the deadline of sending: to look up what it says, and to write down what became of it. */
const leaseSpareMs = 20_000

const inFlight = new Set<Promise<void>>()

/**
 * Sends e-mails, on every node: whichever claims them first. Nobody waits for it, and a server that answers late or
 * never holds up nothing but e-mails. Where e-mail is not configured nothing begins.
 */
export function startMail(compose: Record<MailKind, Compose>): void {
  const { mail, mailFault } = config()
  if (mailFault) log.error(`e-mail is off: ${faults[mailFault]}`)
  if (!mail) return
  const leaseMs = sendDeadlineMs(mail) + leaseSpareMs
  repeat('mail', lookMs, async () => {
    const room = inFlightAtMost - inFlight.size
    const due = await claimMails(room, leaseMs)
    for (const row of due) launch(row, compose)
    if (due.length < room) return false
    await Promise.race(inFlight)
    return true
  })
}

/** Resolves when nothing is on its way to the SMTP server. */
export async function mailIdle(): Promise<void> {
  await Promise.all(inFlight)
}

const faults = {
  public_url: 'set NUXT_PUBLIC_URL, or the links in e-mails would lead nowhere',
  url: 'NUXT_MAIL_URL must be smtp://host:port or smtps://user:password@host',
  from: 'set NUXT_MAIL_FROM to the address that e-mails come from',
}

function launch(row: MailRow, compose: Record<MailKind, Compose>): void {
  const sending = send(row, compose[row.kind])
    .catch((error: unknown) => log.warn('mail', describeError(error)))
    .finally(() => inFlight.delete(sending))
  inFlight.add(sending)
}

async function send(row: MailRow, compose: Compose): Promise<void> {
  // Each time something broke before it was written down what became of it.
  if (row.attempts > attemptsAtMost) return buryMail(row, 'broken')
  const email = await compose(row)
  if (!email) return endMail(row)
  const outcome = await sendEmail(email)
  if (outcome.state === 'sent') return endMail(row)
  if (outcome.state === 'retry' && row.attempts < attemptsAtMost) await postponeMail(row)
  else await buryMail(row, outcome.reason)
  log.warn('an e-mail was not taken', { id: row.id, kind: row.kind, attempts: row.attempts, reason: outcome.reason })
}
