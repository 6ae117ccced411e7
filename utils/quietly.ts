/**
 * A transaction of a database that the browser may take away at any time: when the site's data are cleared, or the
 * page goes. Its requests say so; without this its end would be an unhandled rejection too, where nobody awaits it.
 */
export function quietly<T extends { done: Promise<void> }>(transaction: T): T {
  transaction.done.catch(() => undefined)
  return transaction
}
