import { statfs } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import type { Check, CheckState } from '#shared/protocol/admin/adminOverview'
import { AppError } from '../../core/errors'
import { chatDatabase, identityDatabase } from '../../database/databases'
import type { Database } from '../../database/databases'
import { selectRows, toInstant } from '../../database/row'
import { storage } from '../files/storage'
import { countDeadLetters } from '../push/deadLetter'
import { countDeliveries } from '../push/delivery'

/** What is known of the machine from outside of the services. */
export interface Surroundings {
  publicOrigin: string | undefined
  trustedProxies: number
  limited: boolean
  /** The request came with `X-Forwarded-For`. */
  forwarded: boolean
}

const slow = { warningMs: 50, failedMs: 1000 }
const clockMs = { warning: 1000, failed: 10_000 }
const pushSpanMs = 24 * 60 * 60 * 1000
/** Less room than this is used up by a few hundred pictures. */
const fewBytes = 64 * 1024 * 1024
const diskShare = { warning: 0.15, failed: 0.05 }

/**
 * Looks at each part and says what it found; sentences and advice belong to the page. Never throws for a
 * part that is ill.
 */
export async function examine(surroundings: Surroundings): Promise<Check[]> {
  const parts = await Promise.all([
    checkDatabase('identity', identityDatabase),
    checkDatabase('chat', chatDatabase),
    checkClock(),
    checkDurability(),
    checkDisk(),
    checkFiles(),
    checkPush(),
  ])
  return [...parts, checkAddress(surroundings), checkProxy(surroundings), checkLimits(surroundings)]
}

async function checkDatabase(name: 'identity' | 'chat', database: () => Database): Promise<Check> {
  return guarded(`database_${name}`, async () => {
    const startedAt = performance.now()
    const [row] = await selectRows<{ version: string }>(database().queries, sql`SELECT VERSION() AS version`)
    const ms = performance.now() - startedAt
    const version = row?.version.split('-')[0] ?? ''
    return { state: grade(ms, slow.warningMs, slow.failedMs), value: `${version}, ${ms.toFixed(1)} ms`, hint: 'slow' }
  })
}

async function checkClock(): Promise<Check> {
  return guarded('clock', async () => {
    const before = Date.now()
    const [row] = await selectRows<{ now: string }>(chatDatabase().queries, sql`SELECT UTC_TIMESTAMP(3) AS now`)
    const theirs = row ? toInstant(row.now).getTime() : 0
    const off = Math.max(0, before - theirs, theirs - Date.now())
    return { state: grade(off, clockMs.warning, clockMs.failed), value: `${off} ms`, hint: 'apart' }
  })
}

/** A commit that is not on the disk is no promise. */
async function checkDurability(): Promise<Check> {
  return guarded('durability', async () => {
    const [row] = await selectRows<{ level: number }>(
      chatDatabase().queries,
      sql`SELECT @@innodb_flush_log_at_trx_commit AS level`,
    )
    const level = Number(row?.level)
    return { state: level === 1 ? 'ok' : 'warning', value: String(level), hint: 'relaxed' }
  })
}

async function checkDisk(): Promise<Check> {
  return guarded('disk', async () => {
    const { bavail, blocks, bsize } = await statfs(process.cwd())
    const share = bavail / blocks
    const state: CheckState = share < diskShare.failed ? 'failed' : share < diskShare.warning ? 'warning' : 'ok'
    return { state, value: `${(bavail * bsize / 1e9).toFixed(1)} GB (${Math.round(share * 100)} %)`, hint: 'full' }
  })
}

/** The folder of uploaded files may be on another disk, and its own reserve stays free. */
async function checkFiles(): Promise<Check> {
  return guarded('files', async () => {
    try {
      const bytes = await storage().probe()
      return { state: bytes < fewBytes ? 'warning' : 'ok', value: `${(bytes / 1e9).toFixed(1)} GB`, hint: 'full' }
    }
    catch (error) {
      const full = error instanceof AppError && error.code === 'storage_full'
      return { state: 'failed', hint: full ? 'full' : 'unwritable' }
    }
  })
}

/** Pushes of the last day that were given up. */
async function checkPush(): Promise<Check> {
  return guarded('push', async () => {
    const [waiting, lost] = await Promise.all([countDeliveries(), countDeadLetters(pushSpanMs)])
    return { state: lost > 0 ? 'warning' : 'ok', value: `${waiting} / ${lost}`, hint: 'lost' }
  })
}

function checkAddress({ publicOrigin }: Surroundings): Check {
  if (!publicOrigin) return { id: 'address', state: 'warning', hint: 'unset' }
  const secure = publicOrigin.startsWith('https:')
  return { id: 'address', state: secure ? 'ok' : 'warning', value: publicOrigin, ...(!secure && { hint: 'plain' }) }
}

/** Behind a proxy that is not trusted everybody has one address, and one budget. */
function checkProxy({ trustedProxies, forwarded }: Surroundings): Check {
  if (forwarded && trustedProxies === 0) return { id: 'proxy', state: 'warning', value: '0', hint: 'untrusted' }
  if (!forwarded && trustedProxies > 0) {
    return { id: 'proxy', state: 'warning', value: String(trustedProxies), hint: 'absent' }
  }
  return { id: 'proxy', state: 'ok', value: String(trustedProxies) }
}

function checkLimits({ limited }: Surroundings): Check {
  return limited ? { id: 'limits', state: 'ok' } : { id: 'limits', state: 'failed', hint: 'off' }
}

async function guarded(id: string, look: () => Promise<Omit<Check, 'id'>>): Promise<Check> {
  try {
    const { state, value, hint } = await look()
    return { id, state, ...(value && { value }), ...(state !== 'ok' && hint && { hint }) }
  }
  catch {
    return { id, state: 'failed', hint: 'silent' }
  }
}

function grade(measured: number, warning: number, failed: number): CheckState {
  if (measured >= failed) return 'failed'
  return measured >= warning ? 'warning' : 'ok'
}
