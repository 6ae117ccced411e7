export interface FeatureSet {
  version: number
  features: Record<string, boolean | string | number>
}
