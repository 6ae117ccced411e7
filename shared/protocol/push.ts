/** A device of the caller's that may be pushed to. */
export interface PushDevice {
  id: number
  /** Such as "Firefox, Linux". */
  device: string
  createdAt: string
  /** It belongs to the session that asks. */
  current?: true
  /** What became of the last push: whether the push service has taken it. */
  lastResult?: { state: 'delivered' | 'failed', at: string }
}

/** What a service worker is sent, encrypted for its device (RFC 8291). */
export interface PushPayload {
  type: 'message' | 'test'
  /** Null for a test. */
  roomId: number | null
  seq: number | null
  title: string
  /** The text, shortened where it is long. */
  body: string
  /** Where a click leads, a path of this Plaza. */
  url: string
  /** The newer of two notifications with the same tag replaces the other. */
  tag: string
}
