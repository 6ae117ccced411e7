export type Registration = 'open' | 'invitation' | 'closed'
export interface Banner { text: string, tone: 'info' | 'warning' }

/** The public part of the settings; `logo` is the path of the picture. */
export interface Site {
  registration: Registration
  guests: boolean
  /** It sends e-mails: who has forgotten a password gets a link. */
  mail: boolean
  banner: Banner | null
  brand: { name: string, hue: number | null, logo: string | null }
}

export interface Warning {
  id: number
  text: string
  createdAt: string
}

/** A web app manifest (W3C). */
export interface SiteManifest {
  id: string
  name: string
  short_name: string
  start_url: string
  scope: string
  display: 'standalone'
  theme_color: string
  background_color: string
  icons: { src: string, sizes: string, type: 'image/png', purpose: 'any' | 'maskable' }[]
}
