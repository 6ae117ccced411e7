/** A push that was given up. Neither its room nor its text: direct rooms are nobody's business. */
export interface PushDeadLetter {
  id: number
  userId: number
  /** Of the push service. */
  host: string
  attempts: number
  /** The status of the last answer, `timeout`, or `unreachable`. */
  reason: string
  createdAt: string
  diedAt: string
}

/** What a push service did not take. */
export interface PushHostTrouble {
  host: string
  /** Pushes that were given up in the last 30 days. */
  lost: number
  /** Why the latest of them was, and when. */
  reason: string
  diedAt: string
}

export interface PushOverview {
  /** Devices of all people. */
  subscriptions: number
  /** Pushes that are to be sent, or sent again. */
  waiting: number
  troubles: PushHostTrouble[]
  deadLetters: PushDeadLetter[]
}
