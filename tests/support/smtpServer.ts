import type { AddressInfo } from 'node:net'
import type { ParsedMail } from 'mailparser'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import type { Client } from './client.ts'
import { freePort } from './server.ts'
import { until } from './until.ts'

/** An e-mail as the server got it: to whom it went, and what is in it. */
interface ReceivedMail { recipients: string[], mail: ParsedMail }

/** How the server answers to a recipient: it takes the e-mail, refuses it with a code, or never says anything. */
type Manner = 'take' | 'never' | number

/** An SMTP server on this machine. */
export class Mailbox {
  readonly received: ReceivedMail[] = []
  /** To whom somebody wanted to send, also what was refused. */
  readonly attempts: string[] = []
  readonly manners = new Map<string, Manner>()
  #server: SMTPServer

  /** `smtps` speaks TLS from the first byte, with a certificate that nobody knows. */
  constructor(readonly scheme: 'smtp' | 'smtps' = 'smtp') {
    this.#server = this.#create()
  }

  #create(): SMTPServer {
    const server = new SMTPServer({
      secure: this.scheme === 'smtps',
      authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], logger: false, closeTimeout: 100,
      onRcptTo: ({ address }, _session, callback) => {
        this.attempts.push(address)
        const manner = this.manners.get(address) ?? 'take'
        if (manner === 'take') callback()
        else if (manner !== 'never') callback(Object.assign(new Error('not now'), { responseCode: manner }))
      },
      onData: (stream, session, callback) => {
        void simpleParser(stream).then((mail) => {
          this.received.push({ recipients: session.envelope.rcptTo.map(({ address }) => address), mail })
          callback()
          // Whoever sends it may have ended on the way.
        }, callback)
      },
    })
    return server.on('error', () => {})
  }

  async start(at?: number): Promise<number> {
    const port = at ?? await freePort()
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', resolve)
    })
    return port
  }

  stop(): Promise<void> {
    return new Promise(resolve => this.#server.close(resolve))
  }

  /** Is away while this is done; afterwards it is back where it was. */
  async away<T>(work: () => Promise<T>): Promise<T> {
    const { port } = this.#server.server.address() as AddressInfo
    await this.stop()
    const result = await work()
    this.#server = this.#create()
    await this.start(port)
    return result
  }

  of({ email }: Pick<Client, 'email'>): ParsedMail[] {
    return this.received.filter(({ recipients }) => recipients.includes(email)).map(({ mail }) => mail)
  }

  /** Waits until so many have come for a person and returns the last one. */
  async arrived(person: Pick<Client, 'email'>, count = 1): Promise<ParsedMail> {
    await until(`${count} e-mails for ${person.email}`, () => this.of(person).length >= count, 15_000)
    return this.of(person)[count - 1]!
  }
}

/** The secret of the first link in an e-mail to such a page. */
export function tokenIn({ text = '' }: ParsedMail, page: string): string {
  const [, token] = new RegExp(`/${page}\\?token=([\\w-]+)`).exec(text) ?? []
  if (!token) throw new Error(`no link to ${page} in:\n${text}`)
  return token
}
