import { AppError } from '../../core/errors'
import { visibleUserIds } from '../../services/users/user'
import { hub } from '../hub/hub'
import { recheckWatches } from '../hub/watchRights'
import type { CommandHandlers } from './command'

export const presenceCommands = {
  'presence.watch': async (connection, { userIds }) => {
    if (connection.user.kind === 'customer') throw new AppError('not_found')
    const before = hub.departures
    let seen: number
    let visible: number[]
    do {
      seen = connection.departures
      visible = await visibleUserIds(connection.user, userIds)
    } while (seen !== connection.departures)
    await hub.watch(connection, visible)
    if (before !== hub.departures) await recheckWatches([connection])
  },
  'presence.activity': (connection, { active }) => hub.presence.here.input(connection, active),
} satisfies CommandHandlers<'presence.watch' | 'presence.activity'>
