/** What a job would affect, before it starts: `confirm` must equal `count`. */
export interface JobPreview {
  count: number
  /** Those with the most, at most ten. */
  groups: { id: number, name: string | null, count: number }[]
  groupCount: number
  /** The oldest and the newest that it would affect. */
  from: string | null
  to: string | null
  /** The normalised filter of a deletion, ending now at the latest: when it is sent back, nothing newer is affected. */
  filter?: { room?: number, author?: number, query?: string, from?: string, to: string }
}
