import { logOut } from '../../http/auth'
import { defineUserFormHandler } from '../../http/form'

export default defineUserFormHandler({
  page: () => '/',
  async submit(event, _fields, { sessionId }) {
    await logOut(event, sessionId)
    return '/'
  },
})
