/** What the script's own attributes say. */
export interface Settings {
  /** Of the inbox. */
  key: string
  /** Plaza's. */
  origin: string
  side: 'left' | 'right'
  theme: 'light' | 'dark' | undefined
  language: string | undefined
  /** The page has a button of its own, and calls `Plaza.open()`. */
  hidden: boolean
}

export function readSettings({ src, dataset }: HTMLScriptElement): Settings | undefined {
  const { plaza: key, position, theme, language, launcher } = dataset
  if (!key) return undefined
  return {
    key,
    origin: new URL(src).origin,
    side: position === 'left' ? 'left' : 'right',
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
    language: language || document.documentElement.lang || undefined,
    hidden: launcher === 'none',
  }
}
