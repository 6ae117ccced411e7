export type JobKind = 'message_deletion' | 'content_wipe' | 'guest_tidy' | 'retention'
export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

export interface Job {
  id: number
  kind: JobKind
  state: JobState
  total: number
  done: number
  affected: number
  createdAt: string
  updatedAt: string
}
