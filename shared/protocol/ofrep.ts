import type { FeatureValue } from './feature'

/** The OpenFeature Remote Evaluation Protocol, 0.3 (github.com/open-feature/protocol, service/openapi.yaml). */
export interface OfrepFlag {
  key: string
  value: FeatureValue
  variant: string
  reason: OfrepReason
  /** `version` is that of the feature's last change. */
  metadata: { version: number }
}

export type OfrepReason = 'STATIC' | 'TARGETING_MATCH' | 'SPLIT' | 'DISABLED' | 'DEFAULT'

export type OfrepErrorCode = 'PARSE_ERROR' | 'INVALID_CONTEXT' | 'TARGETING_KEY_MISSING' | 'FLAG_NOT_FOUND' | 'GENERAL'

/** `key` is there when one flag was asked for, or when it alone of all could not be evaluated. */
export interface OfrepFailure {
  key?: string
  errorCode: OfrepErrorCode
  errorDetails: string
}

/** Where changes are announced; the address is a secret. */
export interface OfrepEventStream {
  type: 'sse'
  url: string
  /** After so long in the background a page closes it. */
  inactivityDelaySec: number
}

export interface OfrepFlags {
  flags: (OfrepFlag | OfrepFailure)[]
  /** Left out while the node has no room for another stream: clients poll then. */
  eventStreams?: OfrepEventStream[]
}

/** What a stream sends: the flags may be other ones now. `etag` is the version, to be sent back as `flagConfigEtag`. */
export interface OfrepStreamEvent { type: 'refetchEvaluation', etag: string }
