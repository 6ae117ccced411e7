import { ApiError } from '~/utils/api'

/** What a page reports at once; more of the same says nothing new. */
export const faultsAtMost = 50

/** What the browser says about an error that nobody caught, as far as it is looked at. */
interface Uncaught { filename?: string, error?: unknown }

const extension = /\b[a-z-]+-extension:\/\//

/**
 * Whether an error is one of our page: of extensions and of scripts from elsewhere the browser says so, or nothing at
 * all; a failed request and one that was broken off are answers.
 */
export function isPageFault({ filename = '', error }: Uncaught): boolean {
  if (extension.test(filename)) return false
  if (error === null || error === undefined) return false
  if (!(error instanceof Error)) return true
  if (error instanceof ApiError || error.name === 'AbortError' || 'statusCode' in error) return false
  return !extension.test(error.stack ?? '')
}
