import { commandSchemas } from '#shared/schemas/command'
import type { ClientCommand } from '#shared/protocol/command'
import type { CommandType } from './command'
import { CommandError } from './failure'

/** The command in a text frame; throws `bad_json`, `unknown_type` or `bad_field`. */
export function parseCommand(text: string): ClientCommand {
  const input = parseObject(text)
  const type = 'type' in input ? input.type : undefined
  if (typeof type !== 'string' || !Object.hasOwn(commandSchemas, type)) throw new CommandError('unknown_type', input)
  const result = commandSchemas[type as CommandType].safeParse(input)
  if (!result.success) throw new CommandError('bad_field', input, result.error.issues[0]?.path.join('.'))
  return result.data
}

/** What a command costs of its sender's budget: one, and more when it asks about many rooms or people. */
export function costOf(command: ClientCommand): number {
  if (command.type === 'sync') return (command.all ? 2 : 1) + Math.ceil(Object.keys(command.cursors).length / 10)
  if (command.type === 'presence.watch') return 1 + Math.ceil(command.userIds.length / 50)
  return 1
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
