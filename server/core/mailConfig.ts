import { isIP } from 'node:net'

/** How e-mail leaves this Plaza. */
export interface MailConfig {
  host: string
  port: number
  /** TLS from the first byte (`smtps:`); otherwise by STARTTLS, unless `plain`. */
  secure: boolean
  /** Without TLS: a server on this machine, or one that the operator said so of (`?tls=off`). */
  plain: boolean
  user: string
  password: string
  /** The address that e-mails come from; their name is that of the site. */
  from: string
  /** The origin of the links. */
  origin: string
  /** How long one step of a delivery may take. */
  timeoutMs: number
  /** What is unread for so long is told by e-mail. */
  digestAfterMs: number
  /** What a team has answered and its customer has not read for so long goes to their address. */
  answerAfterMs: number
}

export type MailFault = 'public_url' | 'url' | 'from'

interface MailSettings {
  url: string
  from: string
  publicOrigin: string | undefined
  timeoutSeconds: number
  digestSeconds: number
  answerSeconds: number
}

/** Undefined where e-mail is not configured; a fault where it is, but cannot work so. */
export function readMailConfig(settings: MailSettings): MailConfig | MailFault | undefined {
  if (!settings.url) return undefined
  const url = URL.parse(settings.url)
  if (!url?.hostname || !['smtp:', 'smtps:'].includes(url.protocol)) return 'url'
  if (!/^[^\s<>"@,;]+@[^\s<>"@,;]+$/.test(settings.from)) return 'from'
  if (!settings.publicOrigin) return 'public_url'
  const secure = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return {
    host,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    plain: !secure && (isHere(host) || url.searchParams.get('tls') === 'off'),
    user: decode(url.username),
    password: decode(url.password),
    from: settings.from,
    origin: settings.publicOrigin,
    timeoutMs: settings.timeoutSeconds * 1000,
    digestAfterMs: settings.digestSeconds * 1000,
    answerAfterMs: settings.answerSeconds * 1000,
  }
}

function isHere(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** A password with a lone `%` is what it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  }
  catch {
    return text
  }
}
