import type { ReportReason } from '../report'
import type { Profile } from '../user'

export type ReportDecision = 'dismiss' | 'delete' | 'warn' | 'mute' | 'ban' | 'wipe'

export interface Report {
  id: number
  roomId: number
  roomName: string | null
  seq: number
  author: Profile | null
  reporter: Profile | null
  reason: ReportReason
  note: string
  /** As it was reported; null once decided, or when it had been deleted before. */
  body: string | null
  createdAt: string
  decision: ReportDecision | null
  decidedBy: Profile | null
  decidedNote: string | null
  decidedAt: string | null
}
