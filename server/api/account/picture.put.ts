import { defineUserHandler } from '../../http/handler'
import { withUpload } from '../../http/upload'
import { assertMayHavePicture, setOwnPicture } from '../../services/pictures/accountPicture'

/** `PUT /api/account/picture`: the body is the picture. */
export default defineUserHandler(async ({ event, user }) => {
  assertMayHavePicture(user)
  return { user: await withUpload(event, user.id, path => setOwnPicture(user, path)) }
}, { streams: true })
