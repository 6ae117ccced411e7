const direction = /[\u202A-\u202E\u2066-\u2069]/
const directions = /[\u202A-\u202E\u2066-\u2069]/g

/** A name without characters that turn the direction of what follows: names stand inside of sentences, labels and titles. */
export function plainName(name: string): string {
  return direction.test(name) ? name.replaceAll(directions, '') : name
}
