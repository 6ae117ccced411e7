import { beforeEach, expect, test } from 'vitest'
import type { SupportCase } from '#shared/protocol/supportCase'
import { openClient } from '../../support/client'
import { caseOf, minute } from '../../support/desk'

beforeEach(() => {
  openClient()
})

function show(...all: SupportCase[]) {
  useDeskCasesStore().receive(...all)
  useDeskListStore().ids = all.map(one => one.id)
}

test('the case whose customer has waited longest is next, but never the one that is open', () => {
  show(
    caseOf(1, { waitingSince: minute(20) }), caseOf(2, { waitingSince: minute(5) }),
    caseOf(3, { waitingSince: minute(10) }),
  )
  expect(useNextCase().value?.id).toBe(2)
  expect(useNextCase(() => 2).value?.id).toBe(3)
})

test('nothing is next where nobody waits for the team', () => {
  show(caseOf(1, { state: 'waiting', waitingSince: null }), caseOf(2, { state: 'resolved', waitingSince: minute(1) }))
  expect(useNextCase().value).toBeUndefined()
})
