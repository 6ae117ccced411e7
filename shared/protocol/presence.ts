/** `dnd` is do not disturb. A client that does not know it takes it for `online`. */
export type PresenceStatus = 'online' | 'away' | 'dnd' | 'offline'

/** What others see of a person. */
export interface Presence {
  status: PresenceStatus
  /** When the person was last connected: of who is offline, as far as it is known. */
  lastSeenAt?: string
  /** What the person says of themselves. */
  text?: string
}

/** What a person has chosen. `auto` follows what they do. */
export interface OwnPresence {
  status: 'auto' | 'away' | 'dnd'
  text: string
  /** Others see the person as offline, and the person sees everybody as offline. */
  hidden: boolean
}
