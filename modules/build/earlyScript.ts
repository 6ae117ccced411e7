/**
 * What the head of each page runs before any script of the app has come; plugins/actedEarly.client.ts goes on with it.
 * It remembers the last press, that the browser posts a form, and the text of a message that it posts: the page stays
 * until the next one is there.
 */
export const earlyScript = `
addEventListener("click", notePress = ({ target }) => { notePress.target = target }, true)
addEventListener("submit", notePost = ({ target }) => {
  notePost.leaving = target.method !== "dialog"
  if (target.id === "composer") notePost.body = target.elements.body.value
}, true)
`.replace(/\n\s*/g, '\n').trim()
