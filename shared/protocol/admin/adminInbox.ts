export const formFields = ['off', 'optional', 'required'] as const
export type FormField = (typeof formFields)[number]

/** What a customer is asked for before the first message. */
export interface SupportForm {
  name: FormField
  email: FormField
  topic: FormField
}

/** When the team is there; in the local time of `timeZone`, daylight-saving time included. */
export interface SupportHours {
  /** An IANA name, such as `Europe/Madrid`. */
  timeZone: string
  /** `day` is 1 (Monday) to 7; `to` is after `from`, at most 24:00. */
  spans: { day: number, from: string, to: string }[]
}

/** Within how many minutes of business hours; null for no target. */
export interface SupportTargets {
  firstAnswerMinutes: number | null
  resolutionMinutes: number | null
}

export const assignmentModes = ['manual', 'round_robin', 'load'] as const
export type AssignmentMode = (typeof assignmentModes)[number]

/** Who gets the cases of an inbox that nobody has taken. */
export interface SupportAssignment {
  /** By hand; in turn; or to whom has the fewest. */
  mode: AssignmentMode
  /** How many unresolved cases of the inbox one agent is given; null for any number. */
  limit: number | null
  /** After so long without a connection the cases of an agent that wait for an answer are nobody's; null for never. */
  returnMinutes: number | null
}

/** An inbox as admins see it. The secret is in no answer but the one that made it. */
export interface AdminInbox {
  id: number
  key: string
  name: string
  /** Whose pages may open cases; Plaza's own may in any case. */
  sites: string[]
  /** Their ids; the answer has their profiles beside it. */
  agents: number[]
  greeting: string
  colour: string
  form: SupportForm
  /** Null: at any time. */
  hours: SupportHours | null
  targets: SupportTargets
  assignment: SupportAssignment
  typingPreview: boolean
  /** In the directory; without it one has to know its key. */
  listed: boolean
  createdAt: string
}
