/**
 * What the head of each page runs before any script of the app has come; plugins/actedEarly.client.ts goes on with it.
 * It remembers the last press, and the text of the first message that the browser posts: the page stays until the next
 * one is there, and may be hydrated meanwhile. A changed text has the same client id in the form, and needs another.
 * Whoever goes back within the same document gets the page of that address: this one cannot be hydrated as it any more.
 */
export const earlyScript = `
addEventListener("click", notePress = ({ target }) => { notePress.target = target }, true)
addEventListener("submit", notePost = ({ target }) => {
  if (target.id === "composer") notePost.body ??= target.elements.body.value
}, true)
addEventListener("popstate", leaveEarly = (event) => {
  if (location.pathname + location.search === leaveEarly.from) return
  event.stopImmediatePropagation()
  location.reload()
}, true)
leaveEarly.from = location.pathname + location.search
`.replace(/\n\s*/g, '\n').trim()
