import { config } from './core/config'
import { log } from './core/log'
import { seedRooms } from './services/rooms/seed'
import { createSetupToken, ensureConfiguredAdmin, needsAdmin } from './services/accounts/setup'

/** Seeds the rooms and lets somebody become the first admin; changes nothing where both were done before. */
export async function prepareFirstStart(): Promise<void> {
  await seedRooms()
  if (!await needsAdmin()) return
  const { adminEmail, adminPassword } = config()
  const configured = adminEmail !== '' && adminPassword !== ''
  if (configured && await ensureConfiguredAdmin(adminEmail, adminPassword)) return
  if (configured) log.warn('NUXT_ADMIN_PASSWORD is not the password of the account with NUXT_ADMIN_EMAIL')
  announceSetup(await createSetupToken())
}

/** The only way in for the first admin; printed once, on the machine's own terminal. */
function announceSetup(token: string): void {
  const { publicOrigin } = config()
  const origin = publicOrigin ?? `http://localhost:${process.env.PORT ?? 3000}`
  process.stdout.write(
    '\nThis Plaza has no admin yet. Create the first one here (the link works once):\n'
    + `  ${origin}/setup?token=${token}\n\n`,
  )
}
