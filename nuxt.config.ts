import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chunks } from './modules/build/chunks'
import { earlyScript } from './modules/build/earlyScript'
import { iconPlugin } from './modules/build/icons'
import { leanPlugin, quickStartPlugin } from './modules/build/lean'
import { pausePlugins } from './modules/build/pluginPauses'

const root = fileURLToPath(new URL('.', import.meta.url))

export default defineNuxtConfig({
  modules: ['@nuxt/eslint', '@nuxt/ui', '@pinia/nuxt', '@nuxtjs/i18n', 'nuxt-security'],
  // Node is started without --enable-source-maps, and nothing on the server is minified.
  $production: { sourcemap: false },
  components: [{ path: '~/components', pathPrefix: false, extensions: ['vue'] }],
  imports: { dirs: ['composables/**'] },
  devtools: { enabled: false },
  app: {
    head: {
      htmlAttrs: { lang: 'en' },
      title: 'Plaza',
      meta: [{
        name: 'viewport',
        content: 'width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content',
      }],
      // A page is painted when all of it is read, so that what comes last moves nothing.
      link: [{ rel: 'expect', href: '#teleports', blocking: 'render' }],
      // For plugins/actedEarly.client.ts, which comes too late to hear it.
      script: [
        {
          innerHTML: earlyScript,
          tagPriority: 'critical',
        },
      ],
    },
  },
  css: ['~/assets/css/main.css'],
  ui: { fonts: false, experimental: { componentDetection: true } },
  runtimeConfig: {
    databaseIdentityUrl: '',
    databaseChatUrl: '',
    adminEmail: '',
    adminPassword: '',
    /** `off` lifts every count, rate and connection limit; for load tests only. */
    limits: 'on',
    /** How many proxies of ours stand in front: the client's address is counted from the right of X-Forwarded-For. */
    trustedProxies: 0,
    landingGlimpse: true,
    /** `redis://…`: several nodes on the same databases; empty when this one is alone. */
    redisUrl: '',
    /** Who may read /metrics from elsewhere; empty: only this machine. */
    metricsToken: '',
    loginDelay: 20,
    /** Push services beside those of the browsers: `host:port`, with `http://` in front where there is no TLS. */
    pushHosts: '',
    /** Seconds without input until a person is away, and without a connection until they are offline. */
    presenceAway: 300,
    presenceGrace: 15,
    /** `smtps://user:password@host` or `smtp://…`, and the address that e-mails come from; empty: none is sent. */
    mailUrl: '',
    mailFrom: '',
    /** Seconds that a step of an e-mail's delivery may take, and after which what is unread is told by e-mail. */
    mailTimeout: 10,
    mailDigestAfter: 14_400,
    /** Seconds after which an answer that a customer has not read goes by e-mail. */
    mailAnswerAfter: 120,
    /** Where uploaded files are kept, and how many MB of that disk they leave free. */
    filesPath: '.data/files',
    filesReserve: 256,
    public: { url: '' },
  },
  srcDir: '.',
  ignore: ['.data/**', 'bench/**', 'deploy/**', 'docs/**', 'drizzle/**', 'scripts/**', 'tests/**'],
  // One sheet for all: a part of it that comes with a script holds that script up, and in the page it is
  // no cached file.
  features: { inlineStyles: false },
  experimental: {
    componentIslands: false,
    appManifest: false,
    // plugins/version.client.ts: a page whose part is missing is loaded afresh only when the server can be reached.
    emitRouteChunkError: 'manual',
  },
  compatibilityDate: '2026-11-01',
  nitro: {
    compressPublicAssets: true,
    experimental: { websocket: true },
    // Node reads the `exports` of a package again for each of its modules. Drizzle has 180 kB of them and 130 modules,
    // which was half of each start.
    externals: { inline: ['drizzle-orm'] },
    hooks: {
      compiled(nitro) {
        for (const database of ['identity', 'chat']) {
          cpSync(`${root}/drizzle/${database}/migrations`, `${nitro.options.output.serverDir}/migrations/${database}`, {
            recursive: true,
          })
        }
      },
    },
  },
  vite: {
    build: { target: 'es2022', cssCodeSplit: false },
    $client: { build: { rollupOptions: { output: { codeSplitting: { groups: chunks } } } } },
    plugins: [iconPlugin(), leanPlugin(), quickStartPlugin()],
    vue: { features: { optionsAPI: false } },
    // A worker that loads the grammars one by one is a module.
    worker: { format: 'es' },
  },
  typescript: {
    strict: true,
    tsConfig: {
      compilerOptions: { noUncheckedIndexedAccess: true, types: ['unplugin-icons/types/vue'] },
      // Tests of the browser's code use its auto-imports; the other tests have a context of their own.
      exclude: ['e2e', 'faults', 'scripts', 'server', 'support', 'unit']
        .map(folder => `../tests/${folder}`)
        .concat('../bench', '../drizzle', '../scripts'),
    },
    nodeTsConfig: { include: ['../vitest.config.ts', '../playwright.config.ts'] },
  },
  telemetry: false,
  hooks: {
    // Every language has the same addresses (strategy `no_prefix`): nothing to put into the finished page. The colours
    // of @nuxt/ui are in the page when it comes, and its icons in the scripts that show them. What links fetch ahead is
    // in plugins/prefetch.client.ts.
    'app:resolve'(app) {
      const left = /i18n\/dist\/runtime\/plugins\/switch-locale-path-ssr|pages\/runtime\/plugins\/prefetch\.client/
      app.plugins = app.plugins.filter(({ src }) => !left.test(src))
      for (const plugin of app.plugins) if (/@nuxt\/(?:icon|ui)\//.test(plugin.src)) plugin.mode = 'server'
    },
    // @nuxt/ui has the whole source folder searched for classes. Here that is the root: it would find those of each of
    // its own components in `.nuxt`, and put them into the sheet. main.css names where ours are.
    'app:templates'({ templates }) {
      const sheet = templates.find(({ filename }) => filename === 'ui.css')
      const contents = sheet?.getContents
      if (!sheet || !contents) throw new Error('@nuxt/ui has no template ui.css any more')
      sheet.getContents = async data => (await contents(data)).replaceAll(/^@source ".*\*\*\/\*";\n/gm, '')
      pausePlugins(templates)
    },
    // What only some readers need is loaded when they do, not fetched ahead by everybody.
    'build:manifest'(manifest) {
      for (const chunk of Object.values(manifest)) {
        chunk.dynamicImports = chunk.dynamicImports?.filter(name =>
          !/^(?:components\/message|(?:layouts|middleware)\/(?:admin|desk))|@nuxt\/icon/.test(name),
        )
      }
    },
    // Ours answers the API and leaves pages to Nuxt's own, which renders error.vue.
    'nitro:config'(nitro) {
      nitro.errorHandler = ['~/server/error.ts', nitro.errorHandler].flat().filter(handler => handler !== undefined)
    },
    // The types of answers are those of `shared/`. By their routes the whole server would be checked twice.
    'nitro:init'(nitro) {
      nitro.hooks.hook('types:extend', (types) => {
        types.routes = {}
      })
    },
  },
  eslint: { config: { stylistic: true } },
  i18n: {
    strategy: 'no_prefix',
    defaultLocale: 'en',
    locales: [{ code: 'en', language: 'en', name: 'English', file: 'en.json' }],
    detectBrowserLanguage: false,
    // Texts are asked for by `t()`: its components and directive are not used.
    bundle: { fullInstall: false },
  },
  icon: {
    provider: 'server',
    fallbackToApi: false,
    serverBundle: 'local',
    // The names of all others are in the first script otherwise.
    collections: ['lucide'],
    localApiEndpoint: '/_nuxt_icon',
  },
  pinia: { storesDirs: ['stores/**'] },
  security: {
    nonce: true,
    sri: true,
    // Our own limiter, body limits, origin checks and text handling replace these (server/http).
    rateLimiter: false,
    requestSizeLimiter: false,
    xssValidator: false,
    corsHandler: false,
    allowedMethodsRestricter: false,
    csrf: false,
    hidePoweredBy: true,
    removeLoggers: false,
    headers: {
      contentSecurityPolicy: {
        'default-src': ['\'none\''],
        'base-uri': ['\'none\''],
        'connect-src': ['\'self\''],
        'font-src': ['\'self\''],
        'form-action': ['\'self\''],
        'frame-ancestors': ['\'none\''],
        'img-src': ['\'self\'', 'data:', 'blob:'],
        'manifest-src': ['\'self\''],
        'object-src': ['\'none\''],
        'script-src': ['\'strict-dynamic\'', '\'nonce-{{nonce}}\''],
        'script-src-attr': ['\'none\''],
        'style-src': ['\'self\'', '\'unsafe-inline\''],
        'worker-src': ['\'self\''],
        'upgrade-insecure-requests': false,
      },
      crossOriginEmbedderPolicy: false,
      crossOriginOpenerPolicy: 'same-origin',
      crossOriginResourcePolicy: 'same-origin',
      originAgentCluster: '?1',
      // A no-JavaScript form post must carry its Origin; `no-referrer` would make it `null`.
      referrerPolicy: 'strict-origin-when-cross-origin',
      // Sent by server/middleware when the connection really is https: Plaza also runs on plain http in a LAN.
      strictTransportSecurity: false,
      xContentTypeOptions: 'nosniff',
      xDNSPrefetchControl: 'off',
      xDownloadOptions: 'noopen',
      xFrameOptions: 'DENY',
      xPermittedCrossDomainPolicies: 'none',
      xXSSProtection: '0',
      permissionsPolicy: {
        'camera': [], 'display-capture': [], 'fullscreen': ['self'], 'geolocation': [], 'microphone': [],
      },
    },
  },
})
