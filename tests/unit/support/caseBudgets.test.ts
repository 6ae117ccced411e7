import { expect, test } from 'vitest'
import type { User } from '../../../shared/protocol/user.ts'
import { caseBudgets } from '../../../server/http/caseBudgets.ts'

const budgetsOf = (kind?: User['kind'], signed = false) =>
  caseBudgets({ inboxId: 7, address: 'here', signed, ...(kind && { user: { id: 3, kind } }) }).map(([name]) => name)

test('an inbox counts strangers, and nobody who is known', () => {
  const stranger = ['case.address', 'case.inbox']
  expect(budgetsOf()).toEqual(stranger)
  expect(budgetsOf('guest')).toEqual(['case.address', 'case.visitor', 'case.inbox'])
  for (const kind of ['member', 'customer'] as const) expect(budgetsOf(kind)).toEqual(['case.address', 'case.visitor'])
  expect(budgetsOf(undefined, true)).toEqual(['case.address'])
})
