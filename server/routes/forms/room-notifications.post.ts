import { mutedUntilOf } from '#shared/mute'
import { notificationsFormSchema } from '#shared/schemas/room'
import { defineUserFormHandler, idField, panelPage } from '../../http/form'
import { valid } from '../../http/handler'
import { setNotifications } from '../../services/rooms/notification'

export default defineUserFormHandler({
  page: panelPage,
  async submit(_event, fields, { user }) {
    const { level, mute, favourite } = valid(notificationsFormSchema, fields)
    const until = mutedUntilOf(mute)
    await setNotifications(user.id, idField(fields, 'roomId'), {
      level, mutedUntil: typeof until === 'string' ? new Date(until) : until, favourite: favourite !== undefined,
    })
    return `${panelPage(fields)}&done=notifications`
  },
})
