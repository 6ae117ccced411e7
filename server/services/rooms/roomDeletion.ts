import { AppError } from '../../core/errors'
import { bus } from '../../bus/bus'
import { assertConfirmed } from '../sessions/confirmation'
import { changeRoomAs } from '../memberships/membership'
import { assertWritable, isOwner } from '../memberships/right'
import { removeRoom } from './roomChange'
import { squareKey } from './roomSummary'
import { recordRoomDeletion } from './roomAudit'
import type { Caller } from '../sessions/session'

/**
 * Deletes a group for everybody: nobody finds it any more, and its messages lose their bodies soon after. An admin must
 * have given the password lately (`password_required`).
 */
export async function deleteRoom(
  { user, confirmedAt }: Pick<Caller, 'user' | 'confirmedAt'>, roomId: number, address: string,
): Promise<void> {
  await changeRoomAs(user.id, roomId, async (tx, { room, membership }) => {
    if (!isOwner(user, membership)) throw new AppError('forbidden')
    if (room.kind !== 'group' || room.roomKey === squareKey) throw new AppError('conflict')
    assertWritable(room)
    // Whatever their role in it: they can give themselves any.
    if (user.role === 'admin') assertConfirmed({ confirmedAt })
    await recordRoomDeletion(tx, { id: user.id, address }, { room, membership })
    await removeRoom(tx, room)
  })
  bus.publish({ kind: 'room.closed', roomId })
}
