/** What a job would touch, before it begins: `count` is what `confirm` must say. */
export interface JobPreview {
  count: number
  /** Those with the most, at most ten. */
  groups: { id: number, name: string | null, count: number }[]
  groupCount: number
  /** The oldest and the newest of what it would touch. */
  from: string | null
  to: string | null
  /** The filter of a deletion as it is understood, ending now at the latest: sent back, nothing newer is touched. */
  filter?: { room?: number, author?: number, query?: string, from?: string, to: string }
}
