import { AppError } from '../../core/errors'
import { enqueueMessage } from '../../services/messages/message'
import type { Connection } from '../hub/connection'
import { hub } from '../hub/hub'
import type { CommandOf } from './command'
import { pushFailure } from './failure'

/** Hands a message to the writer at once, so that the order of a connection's commands is the order of storing. */
export function sendMessage(connection: Connection, command: CommandOf<'message.send'>, done: () => void): void {
  const { roomId, ...input } = command
  const { clientId } = input
  hub.presence.here.input(connection, true)
  enqueueMessage(connection.user, roomId, input, { isMember: connection.rooms.has(roomId) }, (outcome) => {
    if (outcome instanceof AppError) {
      pushFailure(connection, outcome, { clientId, ref: 'message.send' })
    }
    else {
      const { seq, createdAt } = outcome.message
      connection.push({ type: 'message.acked', clientId, roomId, seq, createdAt })
    }
    done()
  })
}
