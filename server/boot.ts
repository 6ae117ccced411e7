import { config, migrationsFolder } from './core/config'
import { openDatabases } from './database/databases'
import { migrateDatabase } from './database/migrate'
import { setReady } from './core/lifecycle'
import { describeError, log } from './core/log'
import { prepareFirstStart } from './firstStart'
import { observeServer } from './observe'
import { startFeaturePush } from './realtime/features/featurePush'
import { startFeatureWatch } from './realtime/features/featureWatch'
import { startFeatureStreams } from './realtime/features/featureStream'
import { startHeadCounts } from './realtime/hub/headCount'
import { findConnected, findPresent } from './realtime/hub/connectedPeople'
import { startHeartbeat } from './realtime/heartbeat'
import { openCluster } from './realtime/cluster'
import { startPresence } from './realtime/hub/presenceUpkeep'
import { startRechecks } from './realtime/hub/recheck'
import { startCaseViewers } from './realtime/support/caseViewers'
import { loadCursorKey } from './services/lists/cursor'
import { runMaintenance } from './services/jobs/maintenance'
import { startJobs } from './services/jobs/jobRunner'
import { currentFeatures, onFeaturesChanged } from './services/features/catalogue'
import { registerProvider } from './services/features/openFeatureProvider'
import { startFeatures } from './services/features/start'
import { startFlagUse } from './services/integrations/flagUse'
import { startTokenUse } from './services/integrations/tokenCaller'
import { composeNotice } from './services/accounts/emailAddress'
import { composeVerification } from './services/accounts/emailVerification'
import { composeReset } from './services/accounts/resetByMail'
import { startDigests } from './services/digest/digest'
import { composeDigest } from './services/digest/digestEmail'
import { startMail } from './services/mail/mailWorker'
import { loadPushKeys } from './services/push/pushKeys'
import { startPush } from './services/push/pushWorker'
import { startPolicy } from './services/settings/policy'
import { startCaseFeed } from './services/support/cases/caseFeed'
import { composeAnswer } from './services/support/cases/answerEmail'
import { composeResume } from './services/support/customers/resumeEmail'
import { startFailedLogins } from './services/sessions/failedLogin'
import { startSeen } from './services/sessions/lastSeen'

const retryMs = 1000
const maintenanceMs = 60 * 60 * 1000

/**
 * Migrates, seeds and opens; tries again each second while a database is not there yet. Requests wait or
 * get 503 meanwhile.
 */
export async function boot(): Promise<void> {
  const { identityUrl, chatUrl } = config()
  if (!identityUrl || !chatUrl) {
    throw new Error('set NUXT_DATABASE_IDENTITY_URL and NUXT_DATABASE_CHAT_URL, or use `npm start`')
  }
  openDatabases({ identity: identityUrl, chat: chatUrl })
  while (!await tryPrepare(identityUrl, chatUrl)) await new Promise(resolve => setTimeout(resolve, retryMs))
  openCluster(config().redisUrl)
  observeServer()
  await loadCursorKey()
  await loadPushKeys()
  await startPolicy(config().landingGlimpse)
  await startFeatures()
  await registerProvider({ currentFeatures, onFeaturesChanged })
  startSeen()
  startTokenUse()
  startFlagUse()
  startFailedLogins()
  startJobs()
  startPush(findConnected)
  startCaseFeed(findPresent)
  startMail({
    verification: composeVerification, reset: composeReset, notice: composeNotice, digest: composeDigest,
    resume: composeResume, answer: composeAnswer,
  })
  startDigests()
  startHeartbeat()
  startHeadCounts()
  startPresence()
  startCaseViewers()
  startFeaturePush()
  startFeatureWatch()
  startFeatureStreams()
  startRechecks()
  setReady()
  log.info('ready')
  setInterval(() => void runMaintenance(), maintenanceMs)
  await runMaintenance()
}

async function tryPrepare(identityUrl: string, chatUrl: string): Promise<boolean> {
  try {
    await migrateDatabase(identityUrl, migrationsFolder('identity'))
    await migrateDatabase(chatUrl, migrationsFolder('chat'), prepareFirstStart)
    return true
  }
  catch (error) {
    log.warn('the databases are not ready', describeError(error))
    return false
  }
}
