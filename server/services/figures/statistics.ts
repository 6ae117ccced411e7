/** Of somebody's values: how many people there are, their sum and the sum of their squares. */
export interface Sample { count: number, sum: number, squares: number }

export interface Interval { difference: number, low: number, high: number }

/**
 * The difference of two means with its 95 % confidence interval, by Welch's method (B. L. Welch, Biometrika 34, 1947):
 * the variances are those between the people of each side, which need not be alike, nor those of a Poisson
 * distribution. Each side needs two people.
 */
export function compareMeans(one: Sample, base: Sample): Interval {
  const difference = one.sum / one.count - base.sum / base.count
  const [first, second] = [squaredError(one), squaredError(base)]
  const error = first + second
  if (error === 0) return { difference, low: difference, high: difference }
  // Welch and Satterthwaite.
  const freedom = error ** 2 / (first ** 2 / (one.count - 1) + second ** 2 / (base.count - 1))
  const margin = studentQuantile(freedom) * Math.sqrt(error)
  return { difference, low: difference - margin, high: difference + margin }
}

/** The variance between people, divided by how many they are. */
function squaredError({ count, sum, squares }: Sample): number {
  return Math.max(0, squares - sum ** 2 / count) / (count - 1) / count
}

/**
 * The 97.5 % quantile of Student's t, by the Cornish-Fisher expansion (Abramowitz and Stegun, Handbook of Mathematical
 * Functions, 26.7.5): exact to 4 decimals from 10 degrees of freedom on.
 */
export function studentQuantile(freedom: number): number {
  const z = 1.959963984540054
  return z + (z ** 3 + z) / (4 * freedom)
    + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2)
    + (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
    + (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / (92_160 * freedom ** 4)
}

/**
 * How likely it is that so many or more of those who are affected are on the first side, were the sides alike: Fisher's
 * exact test, one-sided (R. A. Fisher, Statistical Methods for Research Workers, 1934, § 21.02). It counts people, not
 * faults: one person with a thousand faults is one person.
 */
export function chanceOfMore(affected: number, people: number, restAffected: number, restPeople: number): number {
  const all = people + restPeople
  const allAffected = affected + restAffected
  const most = Math.min(people, allAffected)
  const ways = logChoose(people, affected) + logChoose(restPeople, restAffected)
  let term = Math.exp(ways - logChoose(all, allAffected))
  let chance = 0
  for (let x = affected; x <= most; x++) {
    chance += term
    term *= (people - x) * (allAffected - x) / ((x + 1) * (restPeople - allAffected + x + 1))
  }
  return Math.min(1, chance)
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k)
}

/** Exact for small numbers, else by Stirling's series, whose error is below 1e-10 from 20 on. */
function logFactorial(n: number): number {
  const correction = 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5)
  if (n >= 20) return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + correction
  let product = 1
  for (let factor = 2; factor <= n; factor++) product *= factor
  return Math.log(product)
}
