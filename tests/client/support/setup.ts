import { afterEach, beforeEach, vi } from 'vitest'
import { config, disableAutoUnmount, enableAutoUnmount } from '@vue/test-utils'
import { resetNuxt } from './nuxt'
import { clientOnlyStub, english, linkStub } from './screen'
import { stopTimers } from './timers'

config.global.plugins = [english]
config.global.stubs = { NuxtLink: linkStub, ClientOnly: clientOnlyStub }
// The files of one worker share this module's libraries, not its hooks.
disableAutoUnmount()
enableAutoUnmount(afterEach)

beforeEach(resetNuxt)
afterEach(() => {
  vi.useRealTimers()
  stopTimers()
  vi.unstubAllGlobals()
  localStorage.clear()
  document.body.innerHTML = ''
})
