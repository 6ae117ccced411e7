import withNuxt from './.nuxt/eslint.config.mjs'
import { storeRules } from './eslint.stores.mjs'

const relational = ['db.query', 'tx.query']

/** Imports point one way: pages → components → stores → (HTTP, socket) → api, routes, gateway → services → drizzle. */
function layer(files, forbidden, message) {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns: [{ group: forbidden, message }] }] } }
}

const serverSide = ['**/server/**', '**/drizzle/**', 'drizzle-orm', 'drizzle-orm/*']

const aboveServices = ['**/http/**', '**/api/**', '**/realtime/**', '**/routes/**']

/** The domains of the services in the order in which they build on each other: each may import those before it. */
const domains = [
  'lists', 'health', 'files', 'memberships', 'settings', 'users', 'audit', 'features', 'figures', 'sessions',
  'messages', 'rooms', 'mail', 'accounts', 'integrations', 'support', 'pictures', 'moderation', 'push', 'digest',
  'jobs', 'admin',
]

const noFetch = [
  { name: '$fetch', message: 'Components show; stores fetch.' },
  { name: 'useFetch', message: 'Components show; stores fetch.' },
  { name: 'useRequestFetch', message: 'Components show; stores fetch.' },
  { name: 'WebSocket', message: 'Only the socket store opens sockets.' },
]

/** An address cannot be broken; everything else can. */
const lineLength = { code: 120, ignoreUrls: true }

export default withNuxt(
  {
    ignores: [
      '.data/**', '.output/**', 'drizzle/*/migrations/**', 'test-results/**', 'playwright-report/**', 'public/**',
    ],
  },
  {
    rules: {
      '@stylistic/max-statements-per-line': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/multi-word-component-names': 'off',
      '@stylistic/max-len': ['error', lineLength],
      'max-lines': ['error', { max: 250 }],
      'max-lines-per-function': ['error', { max: 50, skipComments: true, skipBlankLines: true }],
      'eqeqeq': 'error',
      'vue/no-v-html': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: [
      'server/**/*.ts', 'shared/**/*.ts', 'stores/**/*.ts', 'composables/**/*.ts', 'plugins/**/*.ts', 'events/**/*.ts',
      'middleware/**/*.ts', 'utils/**/*.ts', 'widget/**/*.ts',
    ],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['**/*.vue'],
    rules: { '@stylistic/max-len': 'off', 'vue/max-len': ['error', { ...lineLength, template: 120 }] },
  },
  {
    // The setup of a store or a component is its module: the ceiling of the file holds for it.
    files: ['**/*.vue', 'stores/**/*.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['components/**/*.vue', 'pages/**/*.vue', 'layouts/**/*.vue'],
    rules: { 'no-restricted-globals': ['error', ...noFetch] },
  },
  {
    files: ['tests/**/*.ts', 'bench/**'],
    rules: {
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  layer(
    [
      'components/**', 'pages/**', 'layouts/**', 'stores/**', 'composables/**', 'utils/**', 'plugins/**', 'events/**',
      'middleware/**',
    ],
    serverSide,
    'The browser side speaks HTTP and the socket, nothing else.',
  ),
  ...storeRules([{ group: serverSide, message: 'The browser side speaks HTTP and the socket, nothing else.' }]),
  layer(
    ['components/message/**'],
    [...serverSide, '@nuxt/ui', '@nuxt/ui/*'],
    'The support widget shares the message components: plain markup only.',
  ),
  layer(
    ['widget/**'],
    [...serverSide, '#imports', '@nuxt/ui', '@nuxt/ui/*', '**/stores/**', '**/composables/**'],
    'The widget is a build of its own, on the pages of others: it shares pure code and the markup of messages.',
  ),
  layer(
    ['widget/loader/**'],
    [...serverSide, 'vue', '**/frame/**', '~/**', '#shared/**'],
    'The loader is 5 KB on the pages of others, and has no dependencies.',
  ),
  layer(
    ['server/api/**', 'server/routes/**', 'server/realtime/**', 'server/middleware/**'],
    ['drizzle-orm', 'drizzle-orm/*', '**/drizzle/**', '**/database/**', 'mysql2', 'mysql2/*'],
    'Routes and the gateway call services; services own the SQL.',
  ),
  layer(['server/core/**', 'server/database/**', 'server/bus/**'],
    ['h3', ...aboveServices, '**/services/**'], 'What everything stands on knows nothing of what stands on it.'),
  ...domains.map((domain, place) =>
    layer(
      [`server/services/${domain}/**`],
      ['h3', ...aboveServices, '#imports', ...domains.slice(place + 1).map(later => `../${later}/**`)],
      'Services know nothing of HTTP and sockets; they publish to the bus. Domains import one way: see `domains`.',
    ),
  ),
  layer(
    ['shared/**'],
    ['**/server/**', '**/stores/**', 'vue', 'h3'],
    'The contract depends on nothing of either side.',
  ),
  {
    files: ['server/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...relational.map(path => ({
        selector: `MemberExpression[object.name='${path.split('.')[0]}'][property.name='query']`,
        message: 'Relational queries emit LATERAL joins, which MariaDB lacks.',
      }))],
    },
  },
)
