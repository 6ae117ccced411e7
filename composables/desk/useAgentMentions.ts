import type { SupportCase } from '#shared/protocol/supportCase'
import type { FindPeople } from '~/composables/composer/useMentionSuggestions'

const atMost = 6

/** Who can be mentioned in a note: the other agents of the inbox. */
export function useAgentMentions(one: () => SupportCase): FindPeople {
  const { nameOf } = useNames()
  const inboxes = useDeskInboxesStore()
  const session = useSessionStore()

  return (query) => {
    const key = query.normalize('NFKC').toLowerCase()
    const agents = inboxes.find(one().inboxId)?.agents ?? []
    const found = agents.flatMap((user) => {
      const label = nameOf(user)
      const names = [user.username, label, ...label.split(' ')]
      const fits = names.some(name => name.normalize('NFKC').toLowerCase().startsWith(key))
      return fits && user.id !== session.user?.id ? [{ name: user.username, label, user }] : []
    })
    return Promise.resolve(found.slice(0, atMost))
  }
}
