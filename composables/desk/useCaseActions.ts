import type { SupportCase } from '#shared/protocol/supportCase'
import type { CaseFields } from '~/stores/desk/deskCases'

/** What an agent does with a case, and what came of it: of two who take it at once, one reads who has it. */
export function useCaseActions(one: () => SupportCase) {
  const { t } = useI18n()
  const { nameOf } = useNames()
  const { causeText } = useErrorText()
  const cases = useDeskCasesStore()
  const session = useSessionStore()
  const pending = ref(false)
  const error = ref('')

  const mine = computed(() => one().assignee?.id === session.user?.id)

  /** By now this browser knows what the other one made of it. */
  function conflictText(): string {
    const { assignee } = one()
    return assignee && !mine.value
      ? t('desk.conflict.taken', { name: nameOf(assignee) })
      : t('desk.conflict.changed')
  }

  async function change(fields: CaseFields): Promise<boolean> {
    if (pending.value) return false
    pending.value = true
    error.value = ''
    const failure = await failureOf(cases.change(one().id, fields)).finally(() => pending.value = false)
    if (failure) error.value = isCode(failure, 'conflict') ? conflictText() : causeText(failure)
    return !failure
  }

  const take = () => change({ assigneeId: session.user?.id })
  const resolve = () => change({ state: one().state === 'resolved' || one().state === 'spam' ? 'open' : 'resolved' })

  return { pending, error, mine, change, take, resolve }
}

export type CaseActions = ReturnType<typeof useCaseActions>
