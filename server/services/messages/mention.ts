import type { Message, MentionsAll } from '#shared/protocol/message'
import type { Profile } from '#shared/protocol/user'
import { limits } from '#shared/limits'
import { findMentions, mentionsAllOf } from '#shared/mentions'
import { describeError, log } from '../../core/log'
import { nameKey } from '../users/name'
import { findProfilesByName } from '../users/profile'

/** What a text may mention, before it is known who that is and who of them is in the room. */
export interface MentionDraft {
  /** For each place the keys of what the name there may be, the longest first. */
  places: string[][]
  all?: MentionsAll
  /** For each place who has one of these names, the longest first; undefined until it was looked up. */
  people?: Profile[][]
}

type Mentions = Pick<Message, 'mentions' | 'mentionsAll'>

/** How long the messages of a batch wait until it is known who has the names in them. */
const patienceMs = 1000

/** What a body may mention; undefined for most. */
export function draftMentions(body: string): MentionDraft | undefined {
  const found = findMentions(body)
  if (found.length === 0) return undefined
  const words = found.map(({ names }) => names.flatMap(name => mentionsAllOf(name) ?? [])[0])
  const places = found.flatMap(({ names }, n) => words[n] ? [] : [names.map(nameKey)])
  const all = words.includes('everyone') ? 'everyone' : words.find(word => word !== undefined)
  return { places, ...(all && { all }) }
}

/**
 * Looks up who has the names, in one query for all drafts. When it cannot be said in time, `people` stays undefined:
 * those messages are refused for now, and no other message waits for them.
 */
export async function resolveMentions(drafts: MentionDraft[]): Promise<void> {
  const open = drafts.filter(draft => !draft.people)
  const keys = new Set(open.flatMap(draft => draft.places.flat()))
  try {
    const known = keys.size > 0 ? await inTime(findProfilesByName([...keys])) : new Map<string, Profile>()
    for (const draft of open) draft.people = draft.places.map(names => names.flatMap(key => known.get(key) ?? []))
  }
  catch (error) {
    log.warn('mentions could not be looked up', describeError(error))
  }
}

/** Everybody who may be mentioned. */
export function candidatesOf(draft: MentionDraft | undefined): Profile[] {
  return draft?.people?.flat() ?? []
}

/** Whom a message mentions, in the order of the text: at each place the longest name that passes. */
export function choosePeople(draft: MentionDraft | undefined, passes: (userId: number) => boolean): Profile[] {
  const chosen = new Map<number, Profile>()
  for (const people of draft?.people ?? []) {
    const person = people.find(one => passes(one.id))
    if (person && chosen.size < limits.mentions.users) chosen.set(person.id, person)
  }
  return [...chosen.values()]
}

/** The column of a message: the word for everybody, and ids. */
export function encodeMentions({ mentions = [], mentionsAll }: Mentions): string | null {
  return [...(mentionsAll ? [mentionsAll] : []), ...mentions].join() || null
}

export function decodeMentions(column: string | null): Mentions {
  if (!column) return {}
  const parts = column.split(',')
  const mentionsAll = parts.map(mentionsAllOf).find(Boolean)
  const mentions = parts.map(Number).filter(Number.isSafeInteger)
  return { ...(mentions.length > 0 && { mentions }), ...(mentionsAll && { mentionsAll }) }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), patienceMs)
  })
  try {
    return await Promise.race([work, late])
  }
  finally {
    clearTimeout(timer)
  }
}
