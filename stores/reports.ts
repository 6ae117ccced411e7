import type { ReportReason } from '#shared/admin'

/** Telling the admins of a message. */
export const useReportsStore = defineStore('reports', () => {
  const api = useApi()

  const report = (roomId: number, seq: number, fields: { reason: ReportReason, note: string }) =>
    api.put(`/api/rooms/${roomId}/messages/${seq}/report`, fields)

  return { report }
})
