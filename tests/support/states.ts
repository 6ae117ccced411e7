import type { Page } from '@playwright/test'

declare global {
  interface Window {
    /** For each text every state it was seen in, in order, without repetitions. */
    seenStates?: Record<string, string[]>
  }
}

/** Writes down each state that any message of the page ever shows, between two frames too. */
export async function watchStates(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: Record<string, string[]> = {}
    window.seenStates = seen
    const look = () => {
      for (const article of document.querySelectorAll('article[data-state]')) {
        const text = article.querySelector('[data-body]')?.textContent?.trim()
        const state = article.getAttribute('data-state')
        if (!text || !state) continue
        const states = seen[text] ??= []
        if (states.at(-1) !== state) states.push(state)
      }
    }
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
      attributeFilter: ['data-state'],
    })
  })
}

export async function statesOf(page: Page, text: string): Promise<string[]> {
  return page.evaluate(text => window.seenStates?.[text] ?? [], text)
}
