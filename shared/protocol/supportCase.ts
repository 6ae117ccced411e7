import type { SupportTeam } from './admin/adminTeam'
import type { Message } from './message'
import type { Profile } from './user'

export const caseStates = ['open', 'waiting', 'snoozed', 'resolved', 'spam'] as const
/** `open` waits for the team, `waiting` for the customer. */
export type CaseState = (typeof caseStates)[number]
export const casePriorities = ['low', 'normal', 'high', 'urgent'] as const
export type CasePriority = (typeof casePriorities)[number]
/** What a customer sees of it: nobody is told that they were taken for spam, or put off. */
export type CustomerCaseState = 'open' | 'resolved'

export interface CaseRating {
  /** 1 to 5. */
  score: number
  text: string
  ratedAt: string
}

/** A case as its customer sees it. */
export interface CustomerCase {
  id: number
  roomId: number
  state: CustomerCaseState
  topic: string
  inbox: { key: string, name: string, greeting: string, colour: string }
  createdAt: string
  rating: CaseRating | null
  /** While nobody has answered: the place in the queue, 1 for the next. */
  position?: number
  /** How long the last ones waited for their first answer, when there were enough to say. */
  expectedWaitSeconds?: number
  /** In lists: messages that the customer has not read, and the last one. */
  unread?: number
  lastMessage?: Message
}

/** What the browser said when the case was opened, as text; null where it said nothing. */
export interface CustomerContext {
  /** The address of the page. */
  page: string | null
  referrer: string | null
  /** A language tag, such as `es-MX`. */
  language: string | null
  /** An IANA name. */
  timeZone: string | null
  /** In short, such as `Firefox, Linux`. */
  browser: string | null
}

/** Who a case is of. Name and e-mail are what they gave; `verified` says that the host's server vouches for its id. */
export interface Customer {
  user: Profile
  email: string | null
  externalId: string | null
  verified: boolean
  context: CustomerContext
  /** They may not turn to this inbox any more. */
  blocked: boolean
}

/** Another case that belongs to this one. */
export interface CaseLink {
  id: number
  topic: string
  state: CaseState
}

/** A case as the agents of its inbox see it. */
export interface SupportCase {
  id: number
  inboxId: number
  roomId: number
  /** The companion room of the team, once there is a note. */
  notesRoomId: number | null
  state: CaseState
  priority: CasePriority
  labels: string[]
  topic: string
  customer: Customer
  assignee: Profile | null
  teamId: number | null
  links: CaseLink[]
  version: number
  createdAt: string
  updatedAt: string
  waitingSince: string | null
  firstAnsweredAt: string | null
  /** Until when the targets of the inbox want the first answer, and the end of it; null without a target. */
  firstAnswerDueAt: string | null
  resolutionDueAt: string | null
  resolvedAt: string | null
  snoozedUntil: string | null
  rating: CaseRating | null
  lastMessage?: Message
}

/** What is the team's own: who did what to a case, without its messages. */
export interface CaseEvent {
  id: number
  kind: 'opened' | 'answered' | 'state' | 'assigned' | 'priority' | 'labels' | 'rated' | 'team' | 'linked'
    | 'unlinked' | 'ended' | 'blocked'
  /** Null for Plaza itself. */
  actorId: number | null
  before: unknown
  after: unknown
  createdAt: string
}

export type TimelineEntry
  = { kind: 'message', message: Message }
    | { kind: 'note', message: Message }
    | { kind: 'event', event: CaseEvent }

/** An inbox as its agents see it. `rev` grows with each change of its cases, which `case.changed` carries. */
export interface SupportInbox {
  id: number
  key: string
  name: string
  roomId: number
  rev: number
  agents: Profile[]
  teams: Omit<SupportTeam, 'inboxId'>[]
  /** Whether one is pushed new cases while away. */
  notifications: { level: 'all' | 'none' }
}

/** What an agent does who has a case open. */
export const caseDoings = ['viewing', 'answering'] as const
export type CaseDoing = (typeof caseDoings)[number]

export interface CaseViewer {
  userId: number
  doing: CaseDoing
}

/** How many cases each view of the lists has. */
export type CaseCounts = Record<'mine' | 'unassigned' | 'open' | 'waiting' | 'snoozed' | 'spam', number>

/** A text to answer with, as it is before its variables are filled; of all inboxes without an `inboxId`. */
export interface CannedReply {
  id: number
  inboxId: number | null
  name: string
  body: string
}

/** Which cases a list of the desk has; `all` is everything that is still to be done. */
export const deskViews = ['all', 'mine', 'unassigned', 'open', 'waiting', 'snoozed', 'resolved', 'spam'] as const
export type DeskView = (typeof deskViews)[number]

export interface CaseFilter {
  view: DeskView
  inbox?: number
  team?: number
  label?: string
  query?: string
}

/** A filter that an agent has given a name; nobody else sees it. */
export interface SavedFilter {
  id: number
  name: string
  filter: CaseFilter
}
