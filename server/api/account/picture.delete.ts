import { defineUserHandler } from '../../http/handler'
import { removeOwnPicture } from '../../services/pictures/accountPicture'

/** `DELETE /api/account/picture` */
export default defineUserHandler(async ({ user }) => ({ user: await removeOwnPicture(user) }))
