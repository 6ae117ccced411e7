import { AppError } from '../../core/errors'
import { requireCase } from '../../services/support/case'
import { hub } from '../hub/hub'
import { caseViewers } from '../support/caseViewers'
import type { CommandHandlers } from './command'

export const caseCommands = {
  'case.viewing': async (connection, { caseId, doing }) => {
    if (doing === 'left') return caseViewers.leave(connection, caseId)
    const { inbox } = await requireCase(connection.user.id, caseId)
    // Whoever is out of the inbox since it was looked up hears it no more.
    if (!connection.rooms.has(inbox.roomId)) throw new AppError('not_found')
    if (doing === 'answering') hub.presence.here.input(connection, true)
    caseViewers.view(connection, { caseId, inboxRoomId: inbox.roomId, doing })
  },
} satisfies CommandHandlers<'case.viewing'>
