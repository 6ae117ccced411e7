import type { SupportCase } from '#shared/protocol/supportCase'
import { useDeskCasesStore } from '~/stores/desk/deskCases'

const atMost = 20

/** The cases of one customer, whatever became of them. */
export const useDeskEarlierStore = defineStore('deskEarlier', () => {
  const api = useApi()
  const cases = useDeskCasesStore()
  const byCustomer = ref<Record<number, number[]>>({})

  const of = (customer: number) => byCustomer.value[customer] ?? []

  async function load(customer: number) {
    const answer = await api.get<{ cases: SupportCase[] }>('/api/support/cases', { customer, limit: atMost })
    cases.receive(...answer.cases)
    byCustomer.value[customer] = answer.cases.filter(one => one.customer.user.id === customer).map(one => one.id)
  }

  return { of, load }
})
