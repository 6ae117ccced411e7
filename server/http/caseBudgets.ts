import type { User } from '#shared/protocol/user'

type Point = [budget: 'case.address' | 'case.visitor' | 'case.inbox', key: string | number]

interface Opening {
  inboxId: number
  address: string
  user?: Pick<User, 'id' | 'kind'>
  /** The host's server says who it is, which is checked before the case is there. */
  signed?: boolean
}

/**
 * What a case that is about to be opened is counted as. What an inbox takes in an hour is counted of strangers only,
 * whom any number of networks may send: who has an account, has been here before or is signed still gets through when
 * strangers have used the inbox up.
 */
export function caseBudgets({ inboxId, address, user, signed }: Opening): Point[] {
  const isStranger = !signed && (!user || user.kind === 'guest')
  return [
    ['case.address', address],
    ...user ? [['case.visitor', user.id] satisfies Point] : [],
    ...isStranger ? [['case.inbox', inboxId] satisfies Point] : [],
  ]
}
