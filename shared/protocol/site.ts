export type Registration = 'open' | 'invitation' | 'closed'
export interface Banner { text: string, tone: 'info' | 'warning' }

/** The public part of the settings; `logo` is the path of the picture. */
export interface Site {
  registration: Registration
  guests: boolean
  banner: Banner | null
  brand: { name: string, hue: number | null, logo: string | null }
}

export interface Warning {
  id: number
  text: string
  createdAt: string
}
