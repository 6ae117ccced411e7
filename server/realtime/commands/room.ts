import { AppError } from '../../core/errors'
import { contextOf, requireFeature } from '../../services/features/feature'
import { syncRooms } from '../../services/messages/sync'
import { announceTyping, markRead } from '../../services/rooms/read'
import { refuseWriting } from '../../services/settings/policy'
import { hub } from '../hub/hub'
import type { CommandHandlers } from './command'

export const roomCommands = {
  'sync': async (connection, { id, cursors, all }) => {
    // What the connection hears is where the person is: mostly nothing else, and then nothing is asked.
    const more = all === true && connection.rooms.values().some(roomId => !(roomId in cursors))
    for await (const events of syncRooms(connection.user.id, cursors, { id, all: more })) {
      for (const event of events) connection.push(event)
      if (!await connection.taken()) return
    }
  },
  'room.read': (connection, { roomId, seq }) => markRead(connection.user.id, roomId, seq),
  'room.typing': (connection, { roomId }) => {
    // What the connection hears is exactly where it may be heard; typing is worth no query.
    if (!connection.rooms.has(roomId)) throw new AppError('not_found')
    requireFeature('typing', contextOf(connection.user, connection.session.locale, connection.rooms))
    hub.presence.here.input(connection, true)
    // Who cannot write what comes of it is not heard either.
    if (connection.silent.has(roomId) || refuseWriting(connection.user.id, {})) return
    // Not waited for: what is sent next must not wait for a database that does not answer.
    void announceTyping(connection.user.id, roomId)
  },
} satisfies CommandHandlers<'sync' | 'room.read' | 'room.typing'>
