import type { Profile } from '#shared/protocol/user'

/** What may stand behind an `@`. */
export interface MentionSuggestion {
  /** As it is typed, without the sign. */
  name: string
  label: string
  user?: Profile
}

interface MentionField {
  element: Readonly<Ref<HTMLTextAreaElement | null>>
  insert: (text: string, from: number, to: number) => void
}

export type FindPeople = (query: string) => Promise<MentionSuggestion[]>
type MayFindPeople = (query: string) => Promise<MentionSuggestion[]> | undefined

/** People by name while typing: `@ad` offers some, and what is chosen stands in the text. */
export function useMentionSuggestions({ element, insert }: MentionField, find: MayFindPeople) {
  const found = ref<MentionSuggestion[]>([])
  const active = ref(0)
  let question = 0

  function close() {
    question++
    found.value = []
  }

  function typed() {
    const here = element.value
    return here ? mentionAt(here.value, here.selectionStart) : undefined
  }

  async function onInput() {
    const mention = typed()
    const mine = ++question
    const answer = mention && await find(mention.query)
    // The text has changed meanwhile: the next answer counts.
    if (mine !== question) return
    found.value = answer ?? []
    active.value = 0
  }

  function pick(index = active.value) {
    const name = found.value[index]?.name
    const mention = typed()
    close()
    if (name && mention) insert(`@${name} `, mention.from, element.value?.selectionStart ?? mention.from)
  }

  const onKeydown = (event: KeyboardEvent) =>
    found.value.length > 0 && listKey(event, { active, count: found.value.length, pick, close })

  return { found, active, close, pick, onInput, onKeydown }
}
