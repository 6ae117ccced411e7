/**
 * What the head of each page runs before any script of the app has come; plugins/actedEarly.client.ts goes on with it.
 * It remembers the last press. A message that is sent then waits for the scripts: without them the browser would load
 * the page anew, and with it the scripts. After three seconds it does, and with each later message.
 */
export const earlyScript = `
addEventListener("click", notePress = ({ target }) => { notePress.target = target }, true)
addEventListener("submit", holdMessage = event => {
  if (event.target.id !== "composer" || holdMessage.over) return
  event.preventDefault()
  holdMessage.timer ??= setTimeout(() => {
    const { form, submitter } = holdMessage.held
    holdMessage.held = undefined
    holdMessage.over = true
    form.requestSubmit(submitter)
  }, 3000)
  holdMessage.held = { form: event.target, submitter: event.submitter }
}, true)
addEventListener("beforeunload", holdMessage.stay = event => {
  if (holdMessage.held) event.preventDefault()
})
`.replace(/\n\s*/g, '\n').trim()
