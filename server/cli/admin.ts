import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { emailSchema } from '#shared/schemas/user'
import { closeDatabases, openDatabases } from '../database/databases'
import { rootCause } from '../core/rootCause'
import { AppError, errorTable } from '../core/errors'
import { loadCursorKey } from '../services/lists/cursor'
import { liftBans, listAdmins, makeAdmin, resetPassword } from '../services/admin/adminRecovery'

/*
 * `npm run admin`, on the machine itself: recovers access when no admin can log in. It connects to the databases
 * directly; running nodes pick up its changes the way they pick up those of another node.
 */
const help = `Recovers access to Plaza from the machine it runs on. Every action is recorded in the audit log.

  npm run admin -- list                      lists the admins
  npm run admin -- make <email>              promotes the account with this e-mail to admin, or creates one
  npm run admin -- reset-password <email>    sets a new password for any account and ends its sessions
  npm run admin -- lift-bans [address]       lifts the bans of all addresses, or of one

Passwords are generated and printed once. With --password-stdin they are read from standard input.
`

/** Its message is shown as it is. */
class Refusal extends Error {}

type Command = (argument: string | undefined, choosePassword: () => Promise<string>) => Promise<void>

const commands: Record<string, Command> = {
  async list() {
    const admins = await listAdmins()
    for (const { username, email, disabledAt, seenAt } of admins) {
      const seen = seenAt ? `last seen ${seenAt.slice(0, 10)}` : 'never seen'
      say([username, email ?? '', disabledAt ? 'disabled' : seen].join('\t'))
    }
    if (admins.length === 0) say('There is no admin. Make one:  npm run admin -- make <email>')
  },
  async make(argument, choosePassword) {
    const email = readEmail(argument)
    const { username, created } = await makeAdmin(email, choosePassword)
    say(
      created
        ? `${username} (${email}) is a new account with the role admin.`
        : `${username} (${email}) is an admin. The password has not changed.`,
    )
  },
  async 'reset-password'(argument, choosePassword) {
    const email = readEmail(argument)
    const { username } = await resetPassword(email, choosePassword)
    say(`${username} (${email}) has a new password. All sessions have ended.`)
  },
  async 'lift-bans'(address) {
    const lifted = await liftBans(address)
    if (address && lifted.length === 0) throw new Refusal(`${address} is not banned.`)
    say(lifted.length > 0 ? `Lifted: ${lifted.join(', ')}` : 'No address is banned.')
  },
}

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const fromStdin = args.includes('--password-stdin')
  const [name, argument, ...more] = args.filter(arg => arg !== '--password-stdin')
  if (!name || ['help', '--help', '-h'].includes(name)) return say(help)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  // A password on the command line would be in the history of the shell and in the list of processes.
  if (!command || more.length > 0 || argument?.startsWith('-')) {
    return complain(`${help}\nUnknown command or arguments.`)
  }
  const { NUXT_DATABASE_IDENTITY_URL: identity, NUXT_DATABASE_CHAT_URL: chat } = process.env
  if (!identity || !chat) {
    return complain('Set NUXT_DATABASE_IDENTITY_URL and NUXT_DATABASE_CHAT_URL, as the server has them.')
  }
  openDatabases({ identity, chat })
  try {
    await loadCursorKey()
    await command(argument, fromStdin ? readPassword : makePassword)
    return 0
  }
  catch (error) {
    return complain(explain(error))
  }
  finally {
    await closeDatabases()
  }
}

function readEmail(argument: string | undefined): string {
  const email = emailSchema.safeParse(argument)
  if (!email.success) {
    throw new Refusal(argument ? `${argument} is no e-mail address.` : 'Name the e-mail address of the account.')
  }
  return email.data
}

async function readPassword(): Promise<string> {
  return (await text(process.stdin)).replace(/\r?\n$/, '')
}

async function makePassword(): Promise<string> {
  const password = randomBytes(15).toString('base64url')
  say(`Password (shown once):  ${password}`)
  return password
}

function explain(error: unknown): string {
  if (error instanceof Refusal) return error.message
  const cause = rootCause(error)
  if (cause instanceof AppError) {
    if (cause.code === 'unavailable') {
      return 'The databases do not answer, or are not there yet. Does Plaza run? Start it with `npm start`.'
    }
    if (cause.code === 'not_found') return 'No account has this e-mail address.'
    const fields = cause.details.errors?.map(({ path, code }) => `${path}: ${code}`).join(', ')
    return `${errorTable[cause.code][1]} (${fields || cause.code}).`
  }
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  // The texts of the driver hold every parameter.
  return code.startsWith('ER_')
    ? `The tables are not as this version knows them (${code}). Run \`npm start\` first.`
    : `Something went wrong: ${code}`
}

function say(line: string): number {
  process.stdout.write(`${line.trimEnd()}\n`)
  return 0
}

function complain(line: string): number {
  process.stderr.write(`${line}\n`)
  return 1
}
