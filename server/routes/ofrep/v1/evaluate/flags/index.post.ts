import { getHeader, getQuery, setResponseHeader, setResponseStatus } from 'h3'
import type { OfrepFlags } from '#shared/protocol/ofrep'
import { etagOf, isSameEtag } from '../../../../../http/etag'
import { readContext, sendOfrepError } from '../../../../../http/ofrep'
import { clientAddress, ownOrigin } from '../../../../../http/origin'
import { defineTokenHandler } from '../../../../../http/tokenHandler'
import { hasRoomForStream } from '../../../../../realtime/features/featureStream'
import { awaitFeatures } from '../../../../../services/features/catalogue'
import { evaluateFlags } from '../../../../../services/integrations/flagEvaluation'
import { issueTicket } from '../../../../../services/integrations/streamTicket'

/** After so long in the background a page closes its stream. */
const inactivityDelaySec = 120

/** `POST /ofrep/v1/evaluate/flags`: every feature for a context, and where changes are announced. */
export default defineTokenHandler('features:evaluate', async ({ event, caller }) => {
  const context = await readContext(event)
  const announced = Number(getQuery(event).flagConfigEtag)
  if (Number.isSafeInteger(announced)) await awaitFeatures(announced)
  const flags = evaluateFlags(context)
  const url = `${ownOrigin(event.node.req)}/ofrep/v1/changes?ticket=${issueTicket(caller)}`
  const answer: OfrepFlags = { flags }
  if (hasRoomForStream(clientAddress(event.node.req))) answer.eventStreams = [{ type: 'sse', url, inactivityDelaySec }]
  // The address of the stream is part of it: a client that is told "not modified" goes on with the one that it has.
  const etag = etagOf(answer)
  setResponseHeader(event, 'etag', etag)
  if (!isSameEtag(getHeader(event, 'if-none-match'), etag)) return answer
  setResponseStatus(event, 304)
  return null
}, sendOfrepError)
