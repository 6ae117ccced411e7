import type { ClientCommand } from '#shared/protocol/command'
import type { Connection } from '../hub/connection'

export type CommandType = ClientCommand['type']
export type CommandOf<T extends CommandType> = Extract<ClientCommand, { type: T }>

/** What answers commands: one function for each type. Whatever it throws becomes `command.failed`. */
export type CommandHandlers<T extends CommandType> = {
  [K in T]: (connection: Connection, command: CommandOf<K>) => Promise<void> | void
}
