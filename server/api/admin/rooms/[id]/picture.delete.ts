import { defineAdminHandler, idParam } from '../../../../http/handler'
import { removePictureOfRoom } from '../../../../services/pictures/roomPicture'

/** `DELETE /api/admin/rooms/:id/picture` */
export default defineAdminHandler(({ event, actor }) => removePictureOfRoom(actor, idParam(event, 'id')))
