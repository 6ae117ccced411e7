import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import unimport from 'unimport/unplugin'
import components from 'unplugin-vue-components/vite'
import type { Plugin } from 'vite'

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const nuxtFile = at('tests/client/support/nuxt.ts')
const icons = '~icons/'

/** An icon draws nothing here, but says which one it is. */
const iconStubs: Plugin = {
  name: 'icon-stubs',
  enforce: 'pre',
  resolveId: id => id.startsWith(icons) ? `\0${id}` : undefined,
  load(id) {
    if (!id.startsWith(`\0${icons}`)) return undefined
    const name = JSON.stringify(id.slice(icons.length + 1))
    return `import { h } from 'vue'\nexport default () => h('svg', { 'data-icon': ${name}, 'aria-hidden': 'true' })`
  },
}

/**
 * Stores, composables and components in happy-dom, a file in milliseconds. Nuxt itself takes seconds to start, so it
 * stays out: its auto-imports are made by the same library (unimport), and what they give comes from `nuxt.ts` beside
 * this file.
 */
export const clientProject = {
  plugins: [
    iconStubs,
    vue({ features: { optionsAPI: false } }),
    components({ dirs: [at('components')], extensions: ['vue'], directoryAsNamespace: false, dts: false }),
    unimport.vite({
      dirs: [at('stores/**'), at('composables/**'), at('utils/**')],
      presets: [
        'vue',
        { from: 'pinia', imports: ['defineStore', 'storeToRefs'] },
        { from: 'vue-i18n', imports: ['useI18n'] },
      ],
      imports: ['onBeforeRouteLeave'].map(name => ({ name, from: 'vue-router' })),
      addons: {
        vueTemplate: true,
        addons: [{
          extendImports: imports => [...imports, ...nuxtNames.map(name => ({ name, from: nuxtFile }))],
        }],
      },
      virtualImports: ['#imports'],
      dts: false,
    }),
  ],
  define: { 'import.meta.client': 'true', 'import.meta.server': 'false', 'import.meta.dev': 'false' },
  resolve: {
    alias: {
      '#components': at('tests/client/support/components.ts'),
      '#shared': at('shared'),
      '~~': at('.'),
      '~/': at(''),
    },
  },
  test: {
    name: 'client',
    // A component from the cache of an earlier run leaves the plugin without what a changed style sheet of it needs.
    fsModuleCache: false,
    environment: 'happy-dom',
    isolate: false,
    include: ['tests/client/**/*.test.ts'],
    // By default a second, which a busy machine may need.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
    setupFiles: [at('tests/client/support/setup.ts')],
    sequence: { groupOrder: 0 },
  },
}

/** What Nuxt and its modules give to every file, as far as ours use it. */
const nuxtNames = [
  'callOnce', 'clearError', 'createError', 'defineNuxtPlugin', 'defineNuxtRouteMiddleware', 'definePageMeta',
  'navigateTo', 'onNuxtReady', 'preloadRouteComponents', 'showError',
  'useColorMode', 'useError', 'useHead', 'useLoadingIndicator', 'useNuxtApp', 'useRequestEvent', 'useRequestHeader',
  'useRoute', 'useRouter', 'useRuntimeConfig', 'useSeoMeta', 'useState', 'useToast',
]
