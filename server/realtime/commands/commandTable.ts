import type { ClientCommand } from '#shared/protocol/command'
import { confirmFeatures } from '../features/featurePush'
import type { Connection } from '../hub/connection'
import { caseCommands } from './case'
import type { CommandHandlers, CommandOf, CommandType } from './command'
import { draftCommands } from './draft'
import { presenceCommands } from './presence'
import { roomCommands } from './room'

/** `message.send` is not among them: it goes to the writer without waiting for the commands before it. */
type OrderedCommandType = Exclude<CommandType, 'message.send'>

const handlers = {
  ...roomCommands,
  ...presenceCommands,
  ...caseCommands,
  ...draftCommands,
  'features.seen': (connection, { version }) => confirmFeatures(connection, version),
  'ping': (connection, { id }) => connection.push({ type: 'pong', ...(id !== undefined && { id }) }),
} satisfies CommandHandlers<OrderedCommandType>

export async function runCommand(connection: Connection, command: CommandOf<OrderedCommandType>): Promise<void> {
  const handle = handlers[command.type] as (connection: Connection, command: ClientCommand) => Promise<void> | void
  await handle(connection, command)
}
