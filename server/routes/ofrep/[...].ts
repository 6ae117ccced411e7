import { defineEventHandler, setResponseHeader } from 'h3'
import { AppError } from '../../core/errors'
import { methodsOf } from '../../http/methods'
import { sendOfrepError } from '../../http/ofrep'
import { clientAddress } from '../../http/origin'
import { consume } from '../../http/rateLimit'

/** Everything else below /ofrep: a method that its address does not have, or an address that does not exist. */
export default defineEventHandler(async (event) => {
  try {
    await consume('read.address', clientAddress(event.node.req))
    const methods = methodsOf(event.path.split('?', 1)[0] ?? '')
    if (methods.length === 0) throw new AppError('not_found')
    setResponseHeader(event, 'allow', methods.join(', '))
    throw new AppError('method_not_allowed')
  }
  catch (error) {
    return sendOfrepError(event, error)
  }
})
