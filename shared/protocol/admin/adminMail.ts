/** How e-mail goes. Whom an e-mail was for is not said: an address may be anybody's. */
export interface MailOverview {
  state: 'on' | 'off'
  /** What is missing or wrong where e-mail was meant to be on: `NUXT_PUBLIC_URL`, `NUXT_MAIL_URL`, `NUXT_MAIL_FROM`. */
  fault?: 'public_url' | 'url' | 'from'
  /** E-mails that are to be sent, or sent again. */
  waiting: number
  /** E-mails that were given up in the last 30 days. */
  lost: number
  lastLost?: {
    kind: 'verification' | 'reset' | 'notice' | 'digest' | 'resume' | 'answer'
    /** The code of the server's answer, or `timeout`, `unreachable`, `certificate`, `tls`, `auth`, `broken`. */
    reason: string
    at: string
  }
}

/** What the SMTP server said to a test. */
export interface MailTest {
  sent: boolean
  reason?: string
}
