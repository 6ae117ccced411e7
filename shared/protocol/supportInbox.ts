import type { SupportForm } from './admin/adminInbox'

/** An inbox as anybody sees it who may turn to it. */
export interface PublicInbox {
  key: string
  name: string
  greeting: string
  colour: string
  form: SupportForm
  /** Agents see what is typed before it is sent: whoever types must be told. */
  typingPreview: boolean
  /** Whether it is in its business hours. */
  open: boolean
  /** When it is not: from when on. */
  opensAt?: string
  /** Of the business hours, where there are any. */
  timeZone?: string
  /** In business hours, when there were enough answers to say. */
  expectedWaitSeconds?: number
  /** What is answered while a customer is away goes to their address, if they gave one. */
  emailReplies: boolean
}
