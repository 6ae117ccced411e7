import type { Overview } from '#shared/protocol/admin/adminOverview'
import { version } from '../../../package.json'
import { countEverything } from './adminOverviewCounts'
import type { Counted } from './adminOverviewCounts'

/** Counting a busy day takes a moment; nobody needs it more often than this. */
const keepMs = 15_000

let kept: { at: number, counted: Promise<Counted> } | undefined

/** How this Plaza is doing. Counts may be 15 s old. */
export async function describePlaza(online: number, connections: number): Promise<Overview> {
  const now = Date.now()
  if (!kept || now - kept.at > keepMs) {
    kept = { at: now, counted: countEverything(now) }
    kept.counted.catch(() => {
      kept = undefined
    })
  }
  return {
    version, online, connections, ...await kept.counted,
    process: {
      uptimeSeconds: Math.round(process.uptime()),
      memoryBytes: process.memoryUsage().rss,
      node: process.versions.node,
    },
  }
}
