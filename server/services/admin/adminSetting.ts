import type { Settings } from '#shared/protocol/admin/adminSettings'
import type { Site } from '#shared/protocol/site'
import type { SettingsPatch } from '#shared/schemas/admin/adminSettings'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { config } from '../../core/config'
import { bus } from '../../bus/bus'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { isVisitorFeatureOn } from '../features/feature'
import { describeBrand } from '../settings/brand'
import { advancePolicy, announcePolicy, currentSettings, lockSettings } from '../settings/policy'
import { scheduleRetention } from '../jobs/retention'

/** Changes settings: in force here when this returns, within 2 s on every node, and shown by open screens at once. */
export async function changeSettings(actor: Actor, patch: SettingsPatch): Promise<Settings> {
  await transaction(identityDatabase().pool, async (tx) => {
    const before = await lockSettings(tx)
    const after = { ...before, ...patch }
    const changed = (Object.keys(patch) as (keyof Settings)[]).filter(
      key => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
    )
    if (changed.length === 0) return
    const pick = (from: Settings) => Object.fromEntries(changed.map(key => [key, from[key]]))
    await advancePolicy(tx, after)
    await recordAudit(tx, 'identity', actor, {
      action: 'settings.changed',
      target: ['settings', null],
      before: pick(before),
      after: pick(after),
    })
  })
  await announcePolicy()
  if (patch.retentionDays) await scheduleRetention()
  bus.publish({ kind: 'everyone', events: [{ type: 'site.changed', site: describeSite() }] })
  return currentSettings()
}

/** What everybody may know. */
export function describeSite(): Site {
  const { banner, ...settings } = currentSettings()
  const registration = isVisitorFeatureOn('registration') ? settings.registration : 'closed'
  const guests = settings.guests && isVisitorFeatureOn('guest-entry')
  return {
    registration,
    guests,
    mail: config().mail !== undefined,
    banner,
    brand: describeBrand(),
  }
}
