import { mentionsAllOf } from '#shared/mentions'
import type { Message } from '#shared/protocol/message'
import type { FindMention } from '~/components/message/markup/mention'

// Who reads is mentioned, or somebody else.
const own = { class: 'mention mention-own' }
const other = { class: 'mention mention-other' }

/** Which names in a message are mentions, by what the server has found in it; nothing where it found none. */
export function useMentionLooks(message: Pick<Message, 'mentions' | 'mentionsAll'>) {
  const session = useSessionStore()
  const users = useUsersStore()
  const linkOf = usePersonLink()

  return computed((): FindMention | undefined => {
    const { mentions = [], mentionsAll } = message
    if (mentions.length === 0 && !mentionsAll) return undefined
    const byName = new Map(mentions.map(id => [keyOf(users.byId[id]?.username ?? ''), id]))
    return (name) => {
      if (mentionsAllOf(name)) return mentionsAll && own
      const id = byName.get(keyOf(name))
      if (id === undefined) return undefined
      return { ...id === session.user?.id ? own : other, ...linkOf(id) }
    }
  })
}

/** Nearly as the server compares names; a name that it reads otherwise is shown as text. */
function keyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}
