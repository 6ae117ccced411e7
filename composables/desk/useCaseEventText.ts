import type { CaseEvent } from '#shared/protocol/supportCase'

/** What happened to a case, as a sentence. */
export function useCaseEventText() {
  const { t, te } = useI18n()
  const { userName } = useNames()
  const inboxes = useDeskInboxesStore()
  const session = useSessionStore()

  const who = (id: number | null) => {
    if (id === null) return t('desk.event.plaza')
    return id === session.user?.id ? t('message.you') : userName(id)
  }

  function assigned({ actorId, after }: CaseEvent): string {
    const name = who(actorId)
    if (after === null) return t('desk.event.released', { name })
    return after === actorId
      ? t('desk.event.took', { name })
      : t('desk.event.assigned', { name, other: who(Number(after)) })
  }

  function labels({ actorId, before, after }: CaseEvent): string {
    const [old, now] = [textsOf(before), textsOf(after)]
    const added = now.filter(label => !old.includes(label))
    const removed = old.filter(label => !now.includes(label))
    const kind = added.length > 0 ? 'labelled' : 'unlabelled'
    return t(`desk.event.${kind}`, { name: who(actorId), labels: (added.length > 0 ? added : removed).join(', ') })
  }

  return (event: CaseEvent): string => {
    const { kind, actorId, before, after } = event
    const name = who(actorId)
    if (kind === 'assigned') return assigned(event)
    if (kind === 'labels') return labels(event)
    if (kind === 'state') {
      const reopened = after === 'open' && before !== 'waiting'
      return t(`desk.event.${reopened ? 'reopened' : String(after)}`, { name })
    }
    if (kind === 'priority') return t('desk.event.priority', { name, priority: t(`desk.priority.${String(after)}`) })
    if (kind === 'team') {
      const team = after === null ? undefined : inboxes.team(Number(after))?.name ?? `#${String(after)}`
      return team ? t('desk.event.team', { name, team: plainName(team) }) : t('desk.event.noTeam', { name })
    }
    if (kind === 'linked' || kind === 'unlinked') {
      return t(`desk.event.${kind}`, { name, other: Number(after ?? before) })
    }
    if (kind === 'rated') return t('desk.event.rated', { name, score: scoreOf(after) })
    return te(`desk.event.${kind}`) ? t(`desk.event.${kind}`, { name }) : t('desk.event.other', { name })
  }
}

const textsOf = (value: unknown) => Array.isArray(value) ? value.map(String) : []

function scoreOf(value: unknown): number {
  return Number(typeof value === 'object' && value !== null && 'score' in value ? value.score : value)
}
