export type PresenceStatus = 'online' | 'away' | 'offline'
