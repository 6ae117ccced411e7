import type { ErrorCode, FieldError, Problem } from '#shared/protocol/problem'

export type ApiErrorCode = ErrorCode | 'offline'

/** Failures after which the same thing may work a moment later. */
const temporary: readonly ApiErrorCode[] = ['offline', 'busy', 'unavailable', 'rate_limited', 'internal']

export const isTemporary = (code: ApiErrorCode) => temporary.includes(code)

/** Why a request failed, as a stable code; `offline` when no answer came at all. `retryAfter` is in seconds. */
export class ApiError extends Error {
  constructor(
    readonly code: ApiErrorCode,
    readonly status = 0,
    readonly errors: FieldError[] = [],
    readonly retryAfter?: number,
    /** Why, where a code has several reasons. */
    readonly detail?: string,
  ) {
    super(code)
    this.name = 'ApiError'
  }

  /** What a person reads: of what is forbidden, why. */
  get reason(): string {
    return this.code === 'forbidden' ? this.detail ?? this.code : this.code
  }
}

export function isCode(error: unknown, ...codes: ApiErrorCode[]): boolean {
  return error instanceof ApiError && codes.includes(error.code)
}

/**
 * The failure of a request that is no news, because it is made again later; anything but an `ApiError` is a fault of
 * ours.
 */
export async function failureOf(work: Promise<unknown>): Promise<ApiError | undefined> {
  try {
    await work
    return undefined
  }
  catch (error) {
    if (!(error instanceof ApiError)) throw error
    return error
  }
}

interface RequestOptions {
  query?: Record<string, string | number | undefined>
  body?: object
  responseType?: 'blob'
  /** Milliseconds, for what takes longer than the 15 s of all others. */
  timeout?: number
  /** The request outlives the page. */
  keepalive?: boolean
  signal?: AbortSignal
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
interface FetchOptions extends RequestOptions {
  method: Method
  retry: 0
  timeout: number
  headers?: Record<string, string>
  onResponse?: (context: { response: { headers: Headers } }) => void
}
export type Fetcher = (path: string, options: FetchOptions) => Promise<unknown>

/** What the browser adds to each request and reads from each answer. */
export interface Surroundings {
  headers: () => Record<string, string>
  answered: (headers: Headers) => void
  /** Asks for the password again; true when it was given. */
  confirm: () => Promise<boolean>
}

interface Failure {
  status?: number
  data?: Partial<Problem>
  response?: { headers: Headers }
}

function toApiError(cause: unknown): ApiError {
  const { status, data, response } = cause as Failure
  if (!status) return new ApiError('offline')
  const retryAfter = Number(response?.headers.get('retry-after') ?? Number.NaN)
  const pause = Number.isFinite(retryAfter) ? retryAfter : undefined
  return new ApiError(data?.code ?? 'internal', status, data?.errors ?? [], pause, data?.detail)
}

/** The one HTTP client: JSON in, JSON out, every failure an `ApiError`. */
export function createApi(fetcher: Fetcher, around?: Surroundings) {
  async function call<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
    try {
      const onResponse: FetchOptions['onResponse'] = ({ response }) => around?.answered(response.headers)
      const extras = around && { headers: around.headers(), onResponse }
      return await fetcher(path, { method, retry: 0, timeout: 15_000, ...extras, ...options }) as T
    }
    catch (cause) {
      const error = toApiError(cause)
      if (error.code === 'password_required' && await around?.confirm()) return call(method, path, options)
      throw error
    }
  }

  return {
    get: <T>(path: string, query?: RequestOptions['query']) => call<T>('GET', path, { query }),
    post: <T>(path: string, body: object, rest: Pick<RequestOptions, 'timeout'> = {}) =>
      call<T>('POST', path, { body, ...rest }),
    put: <T>(path: string, body?: object) => call<T>('PUT', path, { body }),
    /** A file as it is; it may take long, and can be given up. */
    upload: <T>(path: string, body: Blob, signal?: AbortSignal) =>
      call<T>('PUT', path, { body, signal, timeout: 45_000 }),
    patch: <T>(path: string, body: object) => call<T>('PATCH', path, { body }),
    /** A file as a whole; one that is broken off is an error, never a part. It may take long. */
    download: (path: string) => call<Blob>('GET', path, { responseType: 'blob', timeout: 600_000 }),
    delete: <T = unknown>(path: string, body?: object, rest: Pick<RequestOptions, 'keepalive'> = {}) =>
      call<T>('DELETE', path, { body, ...rest }),
  }
}

export type Api = ReturnType<typeof createApi>
