import type { Message } from '#shared/protocol/message'
import type { Profile } from '#shared/protocol/user'
import type { AppError } from '../../core/errors'
import type { MentionDraft } from './mention'

export interface PostCommand {
  author: Profile
  roomId: number
  /** As the client wrote it; compared without regard to case. */
  clientId: string
  body: string
  replyTo?: number
  /** Whom the body may mention. */
  mentions?: MentionDraft
  /** Why it may not be stored; what was stored before is still answered. Asked for members of the room only. */
  refusal: () => AppError | undefined
}

export interface Posted {
  message: Message
  /** The message was stored by an earlier command with the same author and clientId. */
  repeated: boolean
  /** The people whom a new message mentions. */
  mentioned?: Profile[]
  /** It was written in a room of support. */
  support?: boolean
}

export type Outcome = Posted | AppError
