import type { AuditEntry, AuditRoom, AuditTarget } from '../shared/protocol/admin/adminAudit'
import type { Profile } from '../shared/protocol/user'

type Fields = Record<string, unknown>

/** What the audit log is shown with: the texts, and the names of the people and things in it. */
export interface AuditWords {
  t: (key: string, values?: Record<string, string | number>) => string
  te: (key: string) => boolean
  user: (id: number) => Profile | undefined
  nameOf: (profile: Profile) => string
  room: (id: number) => AuditRoom | undefined
}

/** A time is written by who shows it, in the reader's way. */
export type AuditValue = { text: string } | { iso: string }
export interface AuditLine { label: string, before?: AuditValue, after?: AuditValue }

/** Fields whose values are words of a list, and where those are. The target decides where two lists share a field. */
const lists: Record<string, string> = {
  'visibility': 'visibility',
  'registration': 'admin.settings.registrations',
  'banner_tone': 'admin.settings.tones',
  'reason': 'admin.reports.reason',
  'decision': 'admin.reports.decided',
  'state': 'admin.audit.state',
  'job kind': 'admin.job.kind',
  'kind': 'admin.people.kind',
  'room role': 'role',
  'role': 'admin.people.role',
}
/** What names a target of a kind. */
const nameFields: Partial<Record<AuditTarget, string>> = {
  ban: 'address',
  invitation: 'note',
  feature: 'key',
  token: 'name',
  inbox: 'name',
}
const userFields = new Set(['userId', 'authorId', 'filter_author'])
const roomFields = new Set(['roomId', 'filter_room'])
/** Fields that list people. */
const peopleFields = new Set(['agents'])

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isTime = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)

/** What an entry says was changed, field by field, in words. */
export function auditLines(entry: AuditEntry, words: AuditWords): AuditLine[] {
  const [before, after] = [flat(entry.before), flat(entry.after)]
  const same = (key: string) => JSON.stringify(before[key]) === JSON.stringify(after[key])
  const textOf = (key: string, fields: Fields) => key in fields ? valueOf(entry, key, fields[key], words) : undefined
  // Who it was about is said once when it is on both sides; what did not change is not said.
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter(key => !same(key) || userFields.has(key))
    // What something was made without says nothing.
    .filter(key => entry.before || !isEmpty(after[key]))
    .map(key => ({
      label: fieldText(key, words),
      before: same(key) ? undefined : textOf(key, before),
      after: textOf(key, after),
    }))
}

/** Whom or what an entry is about; nothing for the settings, of which there is one. */
export function auditTarget(entry: AuditEntry, words: AuditWords): string | undefined {
  const { targetKind, targetId } = entry
  const known: Fields = { ...entry.after, ...entry.before }
  if (typeof known.segment === 'string') return `${words.t('admin.audit.kind.segment')} ${known.segment}`
  if (targetId === null && targetKind !== 'ban') return undefined
  const kind = words.t(`admin.audit.kind.${targetKind}`)
  if (targetKind === 'user') return `${kind} ${userText(targetId, words, known.username)}`
  if (targetKind === 'room') return `${kind} ${roomText(targetId, words, known.name)}`
  if (targetKind === 'message') {
    return words.t('admin.audit.messageIn', { seq: targetId ?? '', room: roomText(known.roomId, words) })
  }
  if (targetKind === 'job' && typeof known.kind === 'string') return `${kind}: ${word('job kind', known.kind, words)}`
  const name = known[nameFields[targetKind] ?? '']
  return `${kind} ${typeof name === 'string' && name ? name : targetId === null ? '' : `#${targetId}`}`.trim()
}

export function auditAction(action: string, { t, te }: AuditWords): string {
  const key = `admin.audit.action.${action.replace('.', '_')}`
  return te(key) ? t(key) : spaced(action)
}

/** Each line says one thing: what is kept as one object is taken apart. */
function flat(fields: Fields | null, path = ''): Fields {
  const entries = Object.entries(fields ?? {}).map(([key, value]) =>
    isFields(value) ? Object.entries(flat(value, `${path}${key}_`)) : [[path + key, value]],
  )
  return Object.fromEntries(entries.flat())
}

function fieldText(key: string, { t, te }: AuditWords): string {
  return te(`admin.audit.field.${key}`) ? t(`admin.audit.field.${key}`) : spaced(key)
}

function valueOf(entry: AuditEntry, key: string, value: unknown, words: AuditWords): AuditValue {
  if (isTime(value)) return { iso: value }
  if (typeof value === 'number' && userFields.has(key)) return { text: userText(value, words) }
  if (typeof value === 'number' && roomFields.has(key)) return { text: roomText(value, words) }
  if (typeof value === 'number' && key === 'job') return { text: `#${value}` }
  if (typeof value === 'string') {
    const shared = `${entry.targetKind} ${key}`
    return { text: word(shared in lists ? shared : key, value, words) }
  }
  if (Array.isArray(value) && value.length > 0 && peopleFields.has(key)) {
    return { text: value.map(id => userText(id, words)).join(', ') }
  }
  return { text: plain(value, words) }
}

function word(list: string, value: string, { t, te }: AuditWords): string {
  const key = `${lists[list]}.${value}`
  if (lists[list] && te(key)) return t(key)
  if (value.startsWith('data:')) return t('admin.audit.picture')
  return value === '' ? t('admin.audit.none') : value
}

const isEmpty = (value: unknown) => value === null || value === '' || (Array.isArray(value) && value.length === 0)

function plain(value: unknown, words: AuditWords): string {
  const { t } = words
  if (isEmpty(value)) return t('admin.audit.none')
  if (typeof value === 'boolean') return t(value ? 'admin.audit.yes' : 'admin.audit.no')
  if (Array.isArray(value)) {
    return value.every(isPlace) ? placesText(value, words) : value.map(one => plain(one, words)).join(', ')
  }
  if (isFields(value)) {
    return Object.entries(flat(value))
      .map(([key, inner]) => `${fieldText(key, words)} ${plain(inner, words)}`)
      .join(', ')
  }
  return String(value)
}

const isPlace = (value: unknown): value is { roomId: number, seq: number } =>
  isFields(value) && typeof value.roomId === 'number' && typeof value.seq === 'number'

/** Chosen messages, by room. */
function placesText(places: { roomId: number, seq: number }[], words: AuditWords): string {
  const byRoom = Map.groupBy(places, place => place.roomId)
  return [...byRoom]
    .map(([roomId, list]) =>
      words.t('admin.audit.messagesIn', { room: roomText(roomId, words), list: list.map(({ seq }) => seq).join(', ') }),
    )
    .join('; ')
}

/** As people are called now; who is deleted as they were called then, where the entry knows. */
function userText(id: unknown, { t, user, nameOf }: AuditWords, then?: unknown): string {
  const profile = typeof id === 'number' ? user(id) : undefined
  if (profile && !profile.deleted) return nameOf(profile)
  return typeof then === 'string' && then ? then : t('user.deleted')
}

function roomText(id: unknown, { t, room }: AuditWords, then?: unknown): string {
  const known = typeof id === 'number' ? room(id) : undefined
  if (known?.name) return known.name
  if (typeof then === 'string' && then) return then
  return known ? t('admin.reports.direct') : t('admin.audit.goneRoom')
}

/** A name of the code in words, for what has no text yet. */
function spaced(name: string): string {
  const words = name
    .replace(/[._]+/g, ' ')
    .replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}
