import type { Banner, Registration } from '../site'

export interface Settings {
  registration: Registration
  guests: boolean
  landingGlimpse: boolean
  retentionDays: number | null
  filteredWords: string[]
  banner: Banner | null
  /** `hue` in degrees replaces that of the accent; `logo` is a small picture as a data URL. */
  brand: { name: string, hue: number | null, logo: string | null }
}
