const atOnce = 1000

/** Rows of one statement: an inbox keeps its cases for years, and no statement may take longer than its deadline. */
export function* batchesOf<T>(items: T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += atOnce) yield items.slice(start, start + atOnce)
}
