import type { ServerResponse } from 'node:http'
import type { OfrepStreamEvent } from '#shared/protocol/ofrep'
import { limits } from '#shared/limits'
import { config } from '../../core/config'
import { isDraining } from '../../core/lifecycle'
import { describeError, log } from '../../core/log'
import { observe } from '../../core/metrics'
import { currentFeatures, onFeaturesChanged } from '../../services/features/catalogue'
import { liveTokens } from '../../services/integrations/tokenCaller'
import { EventStream } from './eventStream'

interface Reader {
  tokenId: number
  address: string
  /** The version that the reader heard of last. */
  lastEventId: string | undefined
}

interface Stream {
  events: EventStream
  tokenId: number
  address: string
  /** The version that the reader knows of. */
  version: number
}

const heartbeatMs = 15_000
const recheckMs = 1000
/**
 * Every reader asks again at once: they are told in groups, so that the last is not answered by a server that stands
 * still.
 */
const groupSize = 50
const groupPauseMs = 20
/** After a connection that was lost. */
const retryMs = 1000

const streams = new Set<Stream>()
let telling = false

/**
 * Tells readers of changes, keeps their connections, and ends those whose token is revoked, expired, or of an admin
 * who is none any more.
 */
export function startFeatureStreams(): void {
  onFeaturesChanged(tellReaders)
  setInterval(() => streams.forEach(({ events }) => events.beat()), heartbeatMs).unref()
  const logFailure = (error: unknown) => log.warn('feature streams', describeError(error))
  setInterval(() => void endRevoked().catch(logFailure), recheckMs).unref()
  observe('feature_streams', 'Applications that follow changes of features here', () => streams.size)
}

/** False while there is no room for another reader of this address, and when this node is about to stop. */
export function hasRoomForStream(address: string): boolean {
  if (isDraining()) return false
  if (!config().limited) return true
  const same = [...streams].filter(stream => stream.address === address)
  return streams.size < limits.featureStreams && same.length < limits.featureStreamsPerAddress
}

/**
 * Server-sent events as OFREP 0.3 has them. Who did not hear of this version yet is told at once:
 * something may have changed since they asked, or while they were away.
 */
export function openStream(response: ServerResponse, { tokenId, address, lastEventId }: Reader): void {
  const { version } = currentFeatures()
  const heardOf = lastEventId === String(version) ? version : -1
  const stream: Stream = { events: new EventStream(response), tokenId, address, version: heardOf }
  streams.add(stream)
  response.once('close', () => streams.delete(stream))
  stream.events.write(`retry: ${retryMs}\n\n`)
  tell(stream)
}

/** Ends the streams of this node, before it stops: their readers go on with another one. */
export function endStreams(): void {
  for (const stream of streams) end(stream)
}

/** In groups with pauses; whoever was told of something newer meanwhile is not told again. */
function tellReaders(): void {
  if (telling) return
  const waiting = [...streams].filter(stream => stream.version < currentFeatures().version)
  telling = waiting.length > 0
  for (const stream of waiting.slice(0, groupSize)) tell(stream)
  if (!telling) return
  setTimeout(() => {
    telling = false
    tellReaders()
  }, groupPauseMs)
}

function tell(stream: Stream): void {
  const { version } = currentFeatures()
  if (stream.version >= version) return
  stream.version = version
  const event: OfrepStreamEvent = { type: 'refetchEvaluation', etag: String(version) }
  stream.events.write(`id: ${version}\nevent: message\ndata: ${JSON.stringify(event)}\n\n`)
}

async function endRevoked(): Promise<void> {
  const ids = new Set(Array.from(streams, stream => stream.tokenId))
  const live = await liveTokens([...ids])
  for (const stream of streams) if (ids.has(stream.tokenId) && !live.has(stream.tokenId)) end(stream)
}

function end(stream: Stream): void {
  streams.delete(stream)
  stream.events.end()
}
