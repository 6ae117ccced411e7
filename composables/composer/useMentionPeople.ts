import { fitsName, foldName } from '#shared/fold'
import { limits } from '#shared/limits'
import type { Room } from '#shared/protocol/room'
import type { FindPeople, MentionSuggestion } from '~/composables/composer/useMentionSuggestions'

const atMost = 6

/** Who can be mentioned in a room: those who wrote last, then its members as far as they are known, and everybody. */
export function useMentionPeople(room: () => Room): FindPeople {
  const { t } = useI18n()
  const { nameOf } = useNames()
  const members = useMembersStore()
  const messages = useMessagesStore()
  const session = useSessionStore()
  const users = useUsersStore()

  function known(): number[] {
    const { id } = room()
    const authors = messages.byRoom[id]?.messages.map(message => message.authorId).toReversed() ?? []
    return [...new Set([...authors, ...members.byRoom[id]?.map(member => member.userId) ?? []])]
  }

  function people(query: string): MentionSuggestion[] {
    return known().flatMap((id) => {
      const user = users.byId[id]
      if (!user || user.deleted || id === session.user?.id) return []
      const label = nameOf(user)
      return mayMean([user.username, label], query) ? [{ name: user.username, label, user }] : []
    })
  }

  function everybody(key: string): MentionSuggestion[] {
    const { memberCount, role } = room()
    if (memberCount > limits.mentionAllMembers && role === 'member' && session.user?.role !== 'admin') return []
    return (['here', 'everyone'] as const).filter(name => name.startsWith(key))
      .map(name => ({ name, label: t(`composer.${name}`) }))
  }

  return async (query) => {
    const { id, kind } = room()
    if (!members.byRoom[id]) await failureOf(members.load(id))
    return [...people(query).slice(0, atMost), ...(kind === 'direct' ? [] : everybody(foldName(query)))]
  }
}

/** Any word of a name may be typed; behind a space the whole of it goes on. */
function mayMean(names: string[], query: string): boolean {
  if (!/\s/.test(query)) return fitsName(names, query)
  const typed = foldName(query) + (/\s$/.test(query) ? ' ' : '')
  return names.some(name => foldName(name).startsWith(typed))
}
