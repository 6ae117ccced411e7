import type { RoomNotifications } from './room'

export interface RoomCursor {
  seq: number
  rev: number
}

export interface SyncedRoom {
  id: number
  lastSeq: number
  rev: number
  readSeq: number
  unread: number
  mentions: number
  mentionSeqs?: number[]
  notifications: RoomNotifications
}
