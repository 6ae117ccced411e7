/** How many are looked at in one go. */
const atOnce = 500

/**
 * A share of them that is another one each time, so that looking often costs the same however many there are; or all of
 * them: while the bus is away its notices are lost, and nothing else finds what they would have said.
 */
export function shareOf<T>(items: Iterable<T>, isBusAway: boolean, random = Math.random()): T[] {
  const all = [...items]
  if (isBusAway || all.length <= atOnce) return all
  const start = Math.floor(random * all.length)
  return [...all.slice(start), ...all.slice(0, start)].slice(0, atOnce)
}
