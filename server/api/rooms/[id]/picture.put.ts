import { defineRoomHandler } from '../../../http/handler'
import { withUpload } from '../../../http/upload'
import { assertMayChangePicture, setRoomPicture } from '../../../services/pictures/roomPicture'

/** `PUT /api/rooms/:id/picture`: the body is the picture. */
export default defineRoomHandler(async ({ event, user, room, membership, address }) => {
  assertMayChangePicture(user, { room, membership })
  return { room: await withUpload(event, user.id, path => setRoomPicture(user, room.id, path, address)) }
}, { streams: true })
