/**
 * Stands in for Nitro's `#imports` in `npm run admin`, which has no runtime config but the addresses of the databases:
 * in particular no e-mail is queued from there.
 */
export function useRuntimeConfig() {
  return { public: { url: '' }, app: { buildId: '' }, mailUrl: '', mailFrom: '' }
}
