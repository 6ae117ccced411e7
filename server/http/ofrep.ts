import { getRouterParam, setResponseHeader, setResponseStatus } from 'h3'
import type { H3Event } from 'h3'
import type { OfrepErrorCode, OfrepFailure } from '#shared/protocol/ofrep'
import { featureContextSchema, featureKeySchema } from '#shared/schemas/admin/adminFeature'
import { AppError, errorTable } from '../core/errors'
import { describeError, log } from '../core/log'
import { discardBody, readJson } from './body'
import { toAppError } from './problem'

/** A refusal in the words of OpenFeature. */
export class OfrepError extends AppError {
  constructor(code: 'invalid' | 'not_found', readonly errorCode: OfrepErrorCode, detail: string) {
    super(code, { detail })
  }
}

/** The key that is asked for: 400 for what no feature can be called. */
export function flagKey(event: H3Event): string {
  const { success, data } = featureKeySchema.safeParse(rawFlagKey(event))
  if (success) return data
  throw new OfrepError('invalid', 'PARSE_ERROR', 'not the key of a feature: 1 to 100 letters, digits and . _ -')
}

/** The context of a request; 400 for one that no rule could be applied to. */
export async function readContext(event: H3Event): Promise<Record<string, unknown>> {
  const body = await readJson(event)
  if (!isObject(body)) throw new OfrepError('invalid', 'PARSE_ERROR', 'send an object with a context')
  const { context = {} } = body
  if (!isObject(context)) throw badContext('the context must be an object')
  if (Object.hasOwn(context, '__proto__')) throw badContext('the context must not have an attribute __proto__')
  if (!featureContextSchema.safeParse(context).success) {
    throw badContext('the context may have 200 attributes, with names of up to 200 characters')
  }
  const { targetingKey = '' } = context
  if (typeof targetingKey !== 'string') throw badContext('the targetingKey must be a text')
  return context
}

/**
 * Answers an error as OFREP has it. It knows no 413 and no 415: a context that is too large is one that is not valid,
 * and clients read nothing into other codes.
 */
export async function sendOfrepError(event: H3Event, thrown: unknown): Promise<OfrepFailure> {
  const error = toAppError(thrown)
  if (error.status >= 500) log.error('evaluation failed', { code: error.code, ...describeError(thrown) })
  if (error.code === 'too_large') await discardBody(event)
  const { status, errorCode, errorDetails } = toFailure(error)
  setResponseStatus(event, status)
  if (error.retryAfter !== undefined) setResponseHeader(event, 'retry-after', error.retryAfter)
  if (status === 401) setResponseHeader(event, 'www-authenticate', 'Bearer')
  const key = rawFlagKey(event)
  return { ...(key !== undefined && { key: key.slice(0, 200) }), errorCode, errorDetails }
}

function toFailure(error: AppError): { status: number, errorCode: OfrepErrorCode, errorDetails: string } {
  const errorDetails = error.details.detail ?? errorTable[error.code][1]
  if (error instanceof OfrepError) return { status: error.status, errorCode: error.errorCode, errorDetails }
  if (error.code === 'too_large') return toFailure(badContext('the context is larger than 64 KiB'))
  if (error.code === 'unauthenticated') return { ...general(error), errorDetails: 'not a token, or one that has ended' }
  if (error.status === 400 || error.status === 415) return { status: 400, errorCode: 'PARSE_ERROR', errorDetails }
  return general(error)
}

function general({ status, details, code }: AppError) {
  return { status, errorCode: 'GENERAL' as const, errorDetails: details.detail ?? errorTable[code][1] }
}

function badContext(details: string): OfrepError {
  return new OfrepError('invalid', 'INVALID_CONTEXT', details)
}

function rawFlagKey(event: H3Event): string | undefined {
  const raw = getRouterParam(event, 'key')
  try {
    return raw === undefined ? undefined : decodeURIComponent(raw)
  }
  catch {
    return raw
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
