import type { Message } from '#shared/protocol/message'
import type { CaseEvent, SupportCase, SupportInbox } from '#shared/protocol/supportCase'
import type { Profile } from '#shared/protocol/user'
import { ada, clientIdOf, grace } from './cast'

/** Who asks for help. */
export const vera: Profile = {
  id: 9, kind: 'customer', role: 'user', username: 'visitor-9', displayName: 'Vera', avatarUrl: null,
  createdAt: '2026-01-02T03:00:00.000Z',
}
/** The room of the inbox, of its first case and of that case's notes. */
export const inboxRoom = 50
export const caseRoom = 101
export const notesRoom = 201

/** Ada and grace answer it. */
export function inboxOf(fields: Partial<SupportInbox> = {}): SupportInbox {
  return {
    id: 5, key: 'planetarium', name: 'Planetarium', roomId: inboxRoom, rev: 0, agents: [ada, grace], teams: [],
    notifications: { level: 'all' },
    ...fields,
  }
}

/** The moment this many minutes after the cases begin. */
export const minute = (minutes: number) => new Date(Date.UTC(2026, 0, 2, 3, minutes)).toISOString()

/** Vera's case, which nobody has taken. */
export function caseOf(id = 1, fields: Partial<SupportCase> = {}): SupportCase {
  return {
    id, inboxId: 5, roomId: 100 + id, notesRoomId: null, state: 'open', priority: 'normal', labels: [],
    topic: `Telescope ${id}`, customer: {
      user: vera, email: null, externalId: null, verified: false, blocked: false,
      context: { page: null, referrer: null, language: null, timeZone: null, browser: null },
    },
    assignee: null, teamId: null, links: [], version: 1, createdAt: minute(0), updatedAt: minute(id),
    waitingSince: minute(0), firstAnsweredAt: null, firstAnswerDueAt: null, resolutionDueAt: null, resolvedAt: null,
    snoozedUntil: null, rating: null, ...fields,
  }
}

/** What somebody wrote in the case, or in its notes. */
export function saidAt(seq: number, minutes: number, fields: Partial<Message> = {}): Message {
  const { roomId = caseRoom } = fields
  return {
    roomId, seq, authorId: vera.id, clientId: clientIdOf(roomId * 1000 + seq), body: `words ${roomId}:${seq}`,
    createdAt: minute(minutes), ...fields,
  }
}

export function caseEventOf(id: number, minutes: number, fields: Partial<CaseEvent> = {}): CaseEvent {
  return { id, kind: 'assigned', actorId: ada.id, before: null, after: ada.id, createdAt: minute(minutes), ...fields }
}
