/** The title of nuxt.config.ts, for pages that have none of their own. */
const defaultTitle = 'Plaza'

/** What a tab is called: the page's own title, and the name of the place. */
export function pageTitle(title: string | undefined, place: string): string {
  return title && title !== defaultTitle ? `${title} · ${place}` : place
}
