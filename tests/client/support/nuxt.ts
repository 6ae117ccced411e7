import { reactive, ref } from 'vue'
import type { Ref } from 'vue'
import { vi } from 'vitest'

/**
 * Nuxt as a test sees it. Every function is a spy; `setup.ts` puts them back before each test. A test that needs
 * another answer says so: `useRuntimeConfig.mockReturnValue(…)`; the address is `route`.
 */
export const route = reactive({
  path: '/', fullPath: '/', hash: '', meta: {}, matched: [] as unknown[],
  query: {} as Record<string, string>, params: {} as Record<string, string>,
})
const hooks = { hook: () => {}, hookOnce: () => {} }
const router = {
  currentRoute: ref(route), push: vi.fn(), replace: vi.fn(), back: vi.fn(),
  afterEach: vi.fn(), beforeEach: vi.fn(() => () => {}), onError: vi.fn(),
}
const states = new Map<string, Ref<unknown>>()

export const navigateTo = vi.fn((_to: unknown, _options?: object) => Promise.resolve())
export const showError = vi.fn((error: unknown) => error)
export const clearError = vi.fn(() => Promise.resolve())
export const createError = vi.fn((error: object) => Object.assign(new Error('page error'), error))
export const callOnce = vi.fn(async (_key: string, work: () => unknown) => void await work())
export const definePageMeta = vi.fn()
export const useHead = vi.fn()
export const useSeoMeta = vi.fn()
export const preloadRouteComponents = vi.fn(() => Promise.resolve())
export const onNuxtReady = vi.fn((work: () => void) => work())
export const useRoute = vi.fn(() => route)
export const useRouter = vi.fn(() => router)
export const useRuntimeConfig = vi.fn(() => ({ app: { buildId: 'this-build', baseURL: '/' }, public: { url: '' } }))
export const useNuxtApp = vi.fn(() => ({ isHydrating: false, payload: {}, hooks, ...hooks }))
export const useRequestEvent = vi.fn((): unknown => undefined)
export const useRequestHeader = vi.fn((): string | undefined => undefined)
export const useLoadingIndicator = vi.fn(() => indicator)
export const useColorMode = vi.fn(() => colorMode)
export const useToast = vi.fn(() => toast)
export const defineNuxtRouteMiddleware = vi.fn((middleware: unknown) => middleware)
export const useError = vi.fn(() => ref())
export const defineNuxtPlugin = vi.fn((plugin: unknown) => plugin)

const colorMode = reactive({ preference: 'system', value: 'light' })
const indicator = { start: vi.fn(), finish: vi.fn() }
const toast = { add: vi.fn(), remove: vi.fn() }

export function useState<T>(key: string, init: () => T): Ref<T> {
  if (!states.has(key)) states.set(key, ref(init()) as Ref<unknown>)
  return states.get(key) as Ref<T>
}

/** The person is at another address. */
export function goTo(path: string, params: Record<string, string> = {}) {
  const { pathname, search, hash } = new URL(path, 'http://localhost')
  const query = Object.fromEntries(new URLSearchParams(search))
  Object.assign(route, { path: pathname, fullPath: path, hash, query, params })
}

export function resetNuxt() {
  vi.clearAllMocks()
  // A test that has given one another answer has given it for itself.
  for (const spy of [useNuxtApp, useRuntimeConfig, useRequestEvent, useRequestHeader]) spy.mockReset()
  states.clear()
  goTo('/')
  Object.assign(colorMode, { preference: 'system', value: 'light' })
}
