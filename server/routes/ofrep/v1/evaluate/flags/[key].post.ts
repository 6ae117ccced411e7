import { setResponseStatus } from 'h3'
import { flagKey, OfrepError, readContext, sendOfrepError } from '../../../../../http/ofrep'
import { defineTokenHandler } from '../../../../../http/tokenHandler'
import { evaluateFlag } from '../../../../../services/integrations/flagEvaluation'

/** `POST /ofrep/v1/evaluate/flags/:key`: one feature for a context. */
export default defineTokenHandler('features:evaluate', async ({ event }) => {
  const key = flagKey(event)
  const flag = evaluateFlag(key, await readContext(event))
  if (!flag) throw new OfrepError('not_found', 'FLAG_NOT_FOUND', `there is no feature ${key}`)
  if ('errorCode' in flag) setResponseStatus(event, 400)
  return flag
}, sendOfrepError)
