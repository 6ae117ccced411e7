import type { AdminInbox, AssignmentMode, FormField, SupportHours } from '#shared/protocol/admin/adminInbox'

/** An inbox as its form has it: numbers and lists as they are typed. */
export interface InboxDraft {
  name: string
  key: string
  greeting: string
  colour: string
  /** A line each. */
  sites: string
  agents: number[]
  form: Record<'name' | 'email' | 'topic', FormField>
  hours: SupportHours | null
  firstAnswerMinutes: string
  resolutionMinutes: string
  mode: AssignmentMode
  limit: string
  returnMinutes: string
  typingPreview: boolean
  listed: boolean
}

export function draftOf(inbox?: AdminInbox): InboxDraft {
  const { targets, assignment } = inbox ?? {}
  return {
    name: inbox?.name ?? '',
    key: inbox?.key ?? '',
    greeting: inbox?.greeting ?? '',
    colour: inbox?.colour ?? '#b0563a',
    sites: inbox?.sites.join('\n') ?? '',
    agents: [...inbox?.agents ?? []],
    form: { name: 'optional', email: 'optional', topic: 'optional', ...inbox?.form },
    hours: inbox?.hours ? { ...inbox.hours, spans: inbox.hours.spans.map(span => ({ ...span })) } : null,
    firstAnswerMinutes: text(targets?.firstAnswerMinutes),
    resolutionMinutes: text(targets?.resolutionMinutes),
    mode: assignment?.mode ?? 'manual',
    limit: text(assignment?.limit),
    returnMinutes: assignment ? text(assignment.returnMinutes) : '10',
    typingPreview: inbox?.typingPreview ?? false,
    listed: inbox?.listed ?? true,
  }
}

export function fieldsOf(draft: InboxDraft) {
  const { name, greeting, colour, sites, agents, form, hours, mode, typingPreview, listed } = draft
  return {
    name, greeting, colour, agents, form, hours, typingPreview, listed,
    sites: sites.split(/\s+/).filter(Boolean).map(originOf),
    targets: {
      firstAnswerMinutes: number(draft.firstAnswerMinutes), resolutionMinutes: number(draft.resolutionMinutes),
    },
    assignment: { mode, limit: number(draft.limit), returnMinutes: number(draft.returnMinutes) },
  }
}

/** The key that a name suggests; empty where too little of it is Latin, and the server makes one up. */
export function keyOf(name: string): string {
  const key = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 40)
  const trimmed = key.replace(/^-+|-+$/g, '')
  return trimmed.length < 3 ? '' : trimmed
}

/** What browsers write in `Origin`; of an address that was pasted whole, the beginning. */
function originOf(site: string): string {
  const url = URL.parse(site)
  return url && /^https?:$/.test(url.protocol) ? url.origin : site
}

function text(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value)
}

/** Empty is none; what is no number is refused by the server, with the field. */
function number(typed: string): number | null {
  return String(typed).trim() ? Number(typed) : null
}
