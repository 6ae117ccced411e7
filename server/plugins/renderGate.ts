import { AppError } from '../core/errors'
import { renderBusyPage } from '../http/busyPage'
import { isOwnRender } from '../http/network'
import { enterRender } from '../http/renderGate'

/**
 * A few pages are rendered at a time, the next ones wait for a moment, and what is too much is answered `busy`. They
 * wait before anything of them is looked up, so that who is put out meanwhile is not shown anything.
 */
export default defineNitroPlugin((nitro) => {
  nitro.hooks.hook('render:before', async (context) => {
    const { event, render } = context
    // The page of an error, for a request that was let in already.
    if (isOwnRender(event.node.req)) return
    const slot = await enterRender()
    if (!slot) {
      const { status, retryAfter } = new AppError('busy', { retryAfter: 2 })
      context.response = {
        statusCode: status,
        headers: { 'content-type': 'text/html;charset=utf-8', 'retry-after': String(retryAfter) },
        body: renderBusyPage(),
      }
      return
    }
    event.node.res.once('close', slot.leave)
    // Who went away while waiting needs no page.
    if (event.node.req.socket.destroyed) {
      slot.leave()
      context.response = { statusCode: 503, body: '' }
      return
    }
    context.render = async (event) => {
      try {
        return await render(event)
      }
      finally {
        slot.leave()
      }
    }
  })
})
