/**
 * Browsers fetch all that the head of a page names side by side, which a slow line has no room for. Here the sheet
 * comes first, since a page can be read and its forms sent without scripts; then the scripts. What may be needed later
 * waits until the page is hydrated (plugins/resourceHints.client.ts).
 */
export default defineNitroPlugin((nitro) => {
  nitro.hooks.hook('render:html', (html) => {
    const inOrder = (tags: string) => tags
      .replace(/ (?:rel="modulepreload"|type="module")/g, '$& fetchpriority="low"')
      .replace(/ rel="prefetch"/g, ' data-rel="prefetch"')
    html.head = html.head.map(inOrder)
    html.bodyAppend = html.bodyAppend.map(inOrder)
  })
})
