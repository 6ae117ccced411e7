import { Problem } from './problem.mjs'

/**
 * Reads the arguments of `npm test --`: which checks to run, what to hand on to them and whether to show their output
 * while it comes. `--only <check> …` is one check with its own arguments; anything else filters the tests.
 */
export function selectChecks([first, second, ...rest], names) {
  if (first === undefined) return { names, args: [], live: false }
  if (first !== '--only') {
    return {
      names: names.filter(name => ['vitest', 'playwright'].includes(name)),
      args: [first, second, ...rest].filter(Boolean),
      live: true,
    }
  }
  if (!names.includes(second)) throw new Problem(`--only takes one of: ${names.join(', ')}.`)
  return { names: [second], args: rest, live: true }
}
