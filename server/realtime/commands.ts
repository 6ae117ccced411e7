import { commandSchemas } from '#shared/schemas'
import type { ClientCommand } from '#shared/protocol'
import { AppError } from '../errors'
import { enqueueMessage } from '../services/message'
import { visibleUserIds } from '../services/user'
import { announceTyping, markRead } from '../services/read'
import { syncRooms } from '../services/sync'
import type { Connection } from './connection'
import { hub } from './hub'
import { recheckWatches } from './watchRights'

type Handlers = { [T in Exclude<ClientCommand['type'], 'message.send'>]: (connection: Connection, command: Extract<ClientCommand, { type: T }>) => Promise<void> | void }

const handlers = {
  'sync': async (connection, { cursors }) => {
    for await (const events of syncRooms(connection.user.id, cursors)) {
      for (const event of events) connection.push(event)
      if (!await connection.taken()) return
    }
  },
  'room.read': (connection, { roomId, seq }) => markRead(connection.user.id, roomId, seq),
  'room.typing': (connection, { roomId }) => {
    // What the connection hears is exactly where it may be heard; typing is worth no query.
    if (!connection.rooms.has(roomId)) throw new AppError('not_found')
    announceTyping(connection.user.id, roomId)
  },
  'presence.watch': async (connection, { userIds }) => {
    let seen: number
    let visible: number[]
    do {
      seen = connection.departures
      visible = await visibleUserIds(connection.user, userIds)
    } while (seen !== connection.departures)
    await hub.watch(connection, visible)
    await recheckWatches([connection])
  },
  'features.seen': () => undefined,
  'ping': (connection, { id }) => connection.push({ type: 'pong', ...(id !== undefined && { id }) }),
} satisfies Handlers

/** The command in a text frame; throws `bad_json`, `unknown_type` or `bad_field`. */
export function parseCommand(text: string): ClientCommand {
  const input = parseObject(text)
  const type = 'type' in input ? input.type : undefined
  if (typeof type !== 'string' || !Object.hasOwn(commandSchemas, type)) throw new CommandError('unknown_type', input)
  const result = commandSchemas[type as ClientCommand['type']].safeParse(input)
  if (!result.success) throw new CommandError('bad_field', input, result.error.issues[0]?.path.join('.'))
  return result.data
}

/** Hands a message to the writer at once, so that the order of a connection's commands is the order of storing. */
export function sendMessage(connection: Connection, command: Extract<ClientCommand, { type: 'message.send' }>, done: () => void): void {
  const { roomId, ...input } = command
  enqueueMessage(connection.user, roomId, input, { isMember: connection.rooms.has(roomId) }, (outcome) => {
    if (outcome instanceof AppError) pushFailure(connection, outcome, { clientId: input.clientId, ref: 'message.send' })
    else connection.push({ type: 'message.acked', clientId: input.clientId, roomId, seq: outcome.message.seq, createdAt: outcome.message.createdAt })
    done()
  })
}

/** What a command costs of its sender's budget: one, and more when it asks about many rooms or people. */
export function costOf(command: ClientCommand): number {
  if (command.type === 'sync') return 1 + Math.ceil(Object.keys(command.cursors).length / 10)
  if (command.type === 'presence.watch') return 1 + Math.ceil(command.userIds.length / 50)
  return 1
}

export async function runCommand(connection: Connection, command: Exclude<ClientCommand, { type: 'message.send' }>): Promise<void> {
  const handle = handlers[command.type] as (connection: Connection, command: ClientCommand) => Promise<void> | void
  await handle(connection, command)
}

/** Why a frame was not a command, with what is known of it. */
export class CommandError extends AppError {
  readonly reference: { clientId?: string, ref?: string }

  constructor(code: 'bad_json' | 'unknown_type' | 'bad_field', input: object = {}, detail?: string) {
    super(code, { detail })
    this.reference = { ...shortString(input, 'clientId', 'clientId'), ...shortString(input, 'type', 'ref') }
  }
}

export function pushFailure(connection: Connection, error: AppError, reference: { clientId?: string, ref?: string }): void {
  const { detail, errors } = error.details
  const field = detail ?? errors?.[0]?.path
  connection.push({
    type: 'command.failed', ...reference, code: error.code,
    ...(field && { detail: field }),
    ...(error.retryAfter !== undefined && { retryAfter: error.retryAfter }),
  })
}

function parseObject(text: string): object {
  let input: unknown
  try {
    input = JSON.parse(text)
  }
  catch {
    throw new CommandError('bad_json')
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw new CommandError('bad_json')
  return input
}

function shortString(input: object, key: string, name: 'clientId' | 'ref'): { clientId?: string, ref?: string } {
  const value = Object.hasOwn(input, key) ? (input as Record<string, unknown>)[key] : undefined
  return typeof value === 'string' && value.length <= 64 ? { [name]: value } : {}
}
