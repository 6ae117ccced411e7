import type { ReportReason } from '#shared/protocol/report'
import type { Message } from '#shared/protocol/message'
import { useUsersStore } from '~/stores/user/users'

/** Telling the admins of a message. */
export const useReportsStore = defineStore('reports', () => {
  const api = useApi()
  const users = useUsersStore()
  /** What the report is about. */
  const message = ref<Message>()

  async function open(roomId: number, seq: number) {
    const answer = await api.get<{ message: Message }>(`/api/rooms/${roomId}/messages/${seq}`)
    message.value = answer.message
    await users.meet(answer.message.authorId)
  }

  const report = (roomId: number, seq: number, fields: { reason: ReportReason, note: string }) =>
    api.put(`/api/rooms/${roomId}/messages/${seq}/report`, fields)

  return { message, open, report }
})
