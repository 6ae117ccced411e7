/**
 * How many Markdown characters of a page the server renders: each costs some microseconds, and rendering
 * blocks all sockets.
 */
const signsOfPage = 4_000
/** So that a few texts full of Markdown do not use up the budget of the others. */
const signsOfMessage = 1_000

/**
 * Whether a text is shown as it was typed until the page is hydrated, because its markup is too much for the server.
 * Decided there, in the order of the page, and sent along, so that the browser starts from the same page.
 */
export function useMarkupBudget(name: string, text: string): boolean {
  const markup = useState('markup', () => ({ signs: 0, plain: [] as string[] }))
  if (import.meta.client) return useNuxtApp().isHydrating === true && markup.value.plain.includes(name)
  const signs = countSigns(text)
  const isPlain = signs > Math.min(signsOfMessage, signsOfPage - markup.value.signs)
  if (isPlain) markup.value.plain.push(name)
  else markup.value.signs += signs
  return isPlain
}
