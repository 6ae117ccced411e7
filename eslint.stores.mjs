import { readFileSync, readdirSync } from 'node:fs'
import { basename } from 'node:path'

/**
 * Stores import each other in one direction: a store knows those of the lines above its own, never one of its own line
 * or below. A new store gets its place here. What would have to know upwards is wired from `events/` and `plugins/`.
 */
const order = [
  ['app/http', 'app/overlays', 'app/preferences', 'connection/socket', 'connection/tabs'],
  ['message/messages', 'room/roomExit'],
  ['account/confirmation', 'account/ownPresence', 'account/ownSessions', 'account/privacy', 'account/pushDevices'],
  ['account/securityEvents', 'account/warnings'],
  ['app/site', 'app/square', 'feature/features', 'feature/guarded', 'feature/news'],
  ['message/typing', 'user/activity', 'user/presence', 'user/users'],
  ['message/reports', 'room/directory', 'room/members', 'room/rooms', 'user/blocks'],
  ['account/session', 'room/here', 'room/inbox', 'room/ownCases', 'room/reads'],
  ['room/reading'],
  ['room/roomOrder', 'sync/sync'],
  ['account/email', 'account/recent', 'outbox/delivery', 'outbox/drafts', 'sync/version'],
  ['outbox/entries'],
  ['outbox/outbox', 'sync/history'],
  ['sync/answers', 'sync/deletions', 'sync/offlineCopy', 'sync/polling', 'sync/repair'],
  ['sync/connection'],
  ['desk/deskCases', 'desk/deskDrafts', 'desk/deskFigures', 'desk/deskInboxes'],
  ['desk/deskFilters', 'desk/deskReplies', 'desk/deskViewers'],
  ['desk/deskCounts', 'desk/deskEarlier', 'desk/deskList', 'desk/deskTimeline'],
  ['desk/desk'],
  ['admin/adminAudit', 'admin/adminExport', 'admin/adminJobs', 'admin/adminMessages', 'admin/adminOverview'],
  ['admin/adminInboxes', 'admin/adminReports', 'admin/adminRooms', 'admin/adminSettings'],
  ['admin/adminTeams', 'admin/adminUsers'],
  ['admin/feature/adminFeatures', 'admin/feature/adminFeatureHistory', 'admin/feature/adminFeatureNames'],
  ['admin/feature/adminFeatureWatch', 'admin/feature/adminSegments', 'admin/feature/adminTokens'],
]

/** The folders stand in one direction too: a store imports none of a folder to the right of its own. */
const folders = [
  'app', 'connection', 'user', 'message', 'room', 'account', 'feature', 'outbox', 'sync', 'desk', 'admin',
]
const foldersAbove = store => folders.slice(folders.indexOf(store.split('/')[0]) + 1)

const files = folder => readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
  .map(entry => `${entry.parentPath}/${entry.name}`)

const exported = /export const (use\w+Store)\b/g
const storesOf = file => [...readFileSync(file, 'utf8').matchAll(exported)].map(([, name]) => name)
const implicitStores = files('stores').flatMap(storesOf)
/** Composables that stand on no store but the HTTP client's. */
const lowComposables = ['useApi', 'useCookieChoice']
const highComposables = files('composables')
  .map(file => basename(file, '.ts'))
  .filter(name => !lowComposables.includes(name))

const imports = (pattern, forbidden, message, rest) => ({
  files: [pattern],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group: forbidden, message }, ...rest] }] },
})

/** The rules of the stores; `rest` are patterns that no store may import anyway. */
export function storeRules(rest) {
  const users = ['**/events/**', '**/components/**', '**/plugins/**']
  const outside = { group: users, message: 'Stores know nothing of what uses them.' }
  const all = [...rest, outside]
  return [
    imports('stores/**', ['**/stores/**', './*', '../*'], 'Give the new store its place in eslint.stores.mjs.', all),
    ...order.flatMap((line, level) => line.map(store => imports(
      `stores/${store}.ts`,
      [
        './*', '../*',
        ...order.slice(level).flat().filter(other => other !== store).map(other => `~/stores/${other}`),
        ...foldersAbove(store).map(folder => `~/stores/${folder}/**`),
      ],
      'Stores import in one direction, by `~/stores/…`: see eslint.stores.mjs.', all,
    ))),
    {
      files: ['stores/**', 'composables/**/useApi.ts', 'utils/**'],
      rules: {
        'no-restricted-globals': ['error',
          ...implicitStores.map(name => ({ name, message: 'A store imports another by its path.' })),
          ...highComposables.map(name => ({ name, message: 'Stores and utils stand below the composables.' })),
        ],
      },
    },
  ]
}
