import { ApiError } from '~/utils/api'
import { durationText } from './status'
import { useTexts } from './texts'

/** Why something failed, in words for who reads it; a fault of ours is thrown on. */
export function useErrorText(): (error: unknown) => string {
  const texts = useTexts()
  return (error) => {
    if (!(error instanceof ApiError)) throw error
    if (error.code === 'rate_limited' && error.retryAfter) {
      return texts.t('error.later', { duration: durationText(error.retryAfter, texts) })
    }
    const path = [error.reason, error.code].map(code => `error.${code}`).find(texts.has)
    return texts.t(path ?? 'error.other')
  }
}
