/** `npm run test:faults` runs the suite in its long form. */
const isLong = process.env.PLAZA_FAULTS === 'long'

export const times = (short: number, thorough: number): number => isLong ? thorough : short

/** For a test of the suite, in ms. */
export const long = isLong ? 600_000 : 90_000
