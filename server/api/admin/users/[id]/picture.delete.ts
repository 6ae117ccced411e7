import { defineAdminHandler, idParam } from '../../../../http/handler'
import { removePictureOf } from '../../../../services/pictures/accountPicture'

/** `DELETE /api/admin/users/:id/picture` */
export default defineAdminHandler(({ event, actor }) => removePictureOf(actor, idParam(event, 'id')))
