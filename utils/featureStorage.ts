import type { FeatureSet } from '#shared/protocol/feature'

const nameOf = (userId: number) => `plaza:features:${userId}`

/** Keeps what a person was given last, for a start without the server. Storage may be full or forbidden. */
export function keepFeatures(userId: number, set: FeatureSet): void {
  try {
    localStorage.setItem(nameOf(userId), JSON.stringify(set))
  }
  catch {
    // The next start asks the server.
  }
}

export function keptFeatures(userId: number): FeatureSet | undefined {
  try {
    const text = localStorage.getItem(nameOf(userId))
    return text === null ? undefined : JSON.parse(text) as FeatureSet
  }
  catch {
    return undefined
  }
}

export function forgetFeatures(userId: number): void {
  try {
    localStorage.removeItem(nameOf(userId))
  }
  catch {
    // Nothing could be kept either.
  }
}
