import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { build } from 'vite'
import type { InlineConfig, Rolldown } from 'vite'
import { iconPlugin } from './icons'

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** What the page of the frame links to. */
export interface WidgetAssets {
  script: string
  style: string
  /** Loaded by the script at once: asked for beside it, not after it. */
  imports: string[]
}

const define = (client: boolean) => ({
  'import.meta.client': String(client),
  'import.meta.server': String(!client),
  'import.meta.dev': 'false',
  '__VUE_OPTIONS_API__': 'false',
  '__VUE_PROD_DEVTOOLS__': 'false',
  '__VUE_PROD_HYDRATION_MISMATCH_DETAILS__': 'false',
  'process.env.NODE_ENV': '"production"',
})

const common = (client: boolean, outDir: string): InlineConfig => ({
  root: at(''),
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  mode: 'production',
  define: define(client),
  plugins: [vue({ features: { optionsAPI: false } }), iconPlugin()],
  resolve: {
    alias: [
      { find: '#shared', replacement: at('shared') },
      { find: '~~', replacement: at('') },
      { find: /^~\//, replacement: at('') },
      { find: /^entities$/, replacement: at('widget/frame/entities.ts') },
      { find: /^(?:mdurl|punycode\.js)$/, replacement: at('widget/frame/addresses.ts') },
      // Grammars are a megabyte: code has no colours here.
      { find: /^\.\/highlighter$/, replacement: at('widget/frame/plainCode.ts') },
    ],
  },
  build: { target: 'es2022', outDir, emptyOutDir: true, reportCompressedSize: false },
})

/** `widget.js`: one classic script without dependencies, for the pages of others. */
export async function buildLoader(outDir: string): Promise<void> {
  const { build: options, ...config } = common(true, outDir)
  await build({
    ...config,
    build: {
      ...options,
      target: 'es2020',
      lib: { entry: at('widget/loader/main.ts'), formats: ['iife'], name: 'plazaLoader', fileName: () => 'widget.js' },
    },
  })
}

/** The scripts and styles of the frame, under names that change with what is in them. */
export async function buildFrame(outDir: string, base: string): Promise<WidgetAssets> {
  const { build: options, ...config } = common(true, outDir)
  const output = await build({
    ...config,
    base,
    build: {
      ...options,
      cssCodeSplit: false,
      modulePreload: false,
      rolldownOptions: {
        input: at('widget/frame/client.ts'),
        output: { entryFileNames: '[name].[hash].js', chunkFileNames: '[name].[hash].js', assetFileNames },
      },
    },
  })
  return assetsOf(output as Rolldown.RolldownOutput, base)
}

/** What renders the frame on the server. */
export async function buildRender(outDir: string): Promise<void> {
  const { build: options, ...config } = common(false, outDir)
  await build({
    ...config,
    ssr: { noExternal: true, external: ['vue', 'vue/server-renderer'] },
    build: {
      ...options,
      ssr: at('widget/frame/server.ts'),
      rolldownOptions: { output: { entryFileNames: 'render.mjs', format: 'es' } },
    },
  })
}

const assetFileNames = '[name].[hash][extname]'

function assetsOf({ output }: Rolldown.RolldownOutput, base: string): WidgetAssets {
  const entry = output.find(one => one.type === 'chunk' && one.isEntry)
  const style = output.find(one => one.fileName.endsWith('.css'))
  if (entry?.type !== 'chunk' || !style) throw new Error('the widget has no script or no style')
  return {
    script: base + entry.fileName,
    style: base + style.fileName,
    imports: entry.imports.map(name => base + name),
  }
}
