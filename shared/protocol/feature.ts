export type FeatureJson = string | number | boolean | null | FeatureJson[] | { [name: string]: FeatureJson }

export type FeatureValue = boolean | string | number | { [name: string]: FeatureJson }

/** When a change reaches a page that is open: at once, with the next page that is opened, or with the next load. */
export type FeatureApplyMode = 'live' | 'next-navigation' | 'next-session'

export interface FeatureResult {
  value: FeatureValue
  variant: string
  /** Left out for `live`. */
  apply?: Exclude<FeatureApplyMode, 'live'>
}

/** What features are for one person. `version` grows with each change of any feature. */
export interface FeatureSet {
  version: number
  features: Record<string, FeatureResult>
}

/** Announces a feature that was turned on for the reader, in their language. */
export interface FeatureNews {
  key: string
  title: string
  body: string
  /** When it turned on for the reader, as far as the server knows. */
  since: string
  seen: boolean
}
