import { limits } from '#shared/limits'
import { AppError } from '../../core/errors'
import { publishDraft } from '../../services/support/customers/draft'
import type { Connection } from '../hub/connection'
import { TokenBucket } from '../../core/tokenBucket'
import type { CommandHandlers } from './command'

const { draftsPerSecond } = limits.support

/** Each costs a frame to every agent who follows the case. */
const budgets = new WeakMap<Connection, TokenBucket>()

export const draftCommands = {
  'case.draft': async (connection, { roomId, text }) => {
    if (!connection.rooms.has(roomId)) throw new AppError('not_found')
    const taken = budgetOf(connection).take()
    if (!taken.ok) throw new AppError('rate_limited', { retryAfter: taken.retryAfter })
    await publishDraft(connection.user.id, roomId, text)
  },
} satisfies CommandHandlers<'case.draft'>

function budgetOf(connection: Connection): TokenBucket {
  const known = budgets.get(connection)
  if (known) return known
  const budget = new TokenBucket(draftsPerSecond * 2, draftsPerSecond)
  budgets.set(connection, budget)
  return budget
}
