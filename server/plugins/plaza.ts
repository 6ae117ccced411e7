import { boot } from '../boot'
import { drain, installSignalHandlers } from '../drain'
import { isOwnRender, watchConnections } from '../http/network'
import { createOwnCall } from '../http/ownCalls'
import { watchReaders } from '../http/slowReader'
import { requestEnded, requestStarted } from '../core/lifecycle'
import { describeError, guardConsole, log } from '../core/log'
import { installSocketServer } from '../realtime/socketServer'

export default defineNitroPlugin((nitro) => {
  guardConsole()
  installSignalHandlers()
  watchConnections()
  watchReaders()
  installSocketServer(nitro)
  nitro.hooks.hook('request', (event) => {
    event.context.ownCall = createOwnCall(nitro, event)
    if (isOwnRender(event.node.req)) return
    requestStarted()
    event.node.res.once('close', requestEnded)
  })
  boot().catch((error: unknown) => {
    log.fatal('could not start', error instanceof Error ? { reason: error.message } : describeError(error))
    void drain(1)
  })
})
