import { closeCodes } from '#shared/protocol/event'
import { closeDatabases } from './database/databases'
import { isRefusing, openRequests, startDraining, startRefusing } from './core/lifecycle'
import { describeError, log } from './core/log'
import { closeCluster } from './realtime/cluster'
import { stopFeaturePush } from './realtime/features/featurePush'
import { endStreams } from './realtime/features/featureStream'
import { hub } from './realtime/hub/hub'
import { saveLastSeen } from './realtime/hub/presenceUpkeep'
import { mailIdle } from './services/mail/mailWorker'
import { pushIdle } from './services/push/pushWorker'
import { writer } from './services/messages/message'

const quietMs = 250
/** After this long commands are refused instead of stored, so that a peer which never pauses can be closed too. */
const refuseAfterMs = 1500
const giveUpAfterMs = 8000
const stepMs = 20

let drained: Promise<void> | undefined

/**
 * Ends the process so that nobody is left in doubt: upgrades are refused, commands that arrived are answered, then each
 * socket is closed with 1012. A command that has no answer when its socket closes with 1012 was not stored.
 */
export function drain(exitCode: number): Promise<void> {
  drained ??= run()
    .catch((error: unknown) => log.fatal('draining failed', describeError(error)))
    .finally(() => process.exit(exitCode))
  // Whatever happens here, a process that no longer serves must end.
  setTimeout(() => process.exit(exitCode), giveUpAfterMs + 6000).unref()
  return drained
}

async function run(): Promise<void> {
  const startedAt = performance.now()
  log.info('draining', { connections: hub.connections.size })
  startDraining()
  endStreams()
  const refuse = setTimeout(startRefusing, refuseAfterMs)
  while ((closeQuietConnections() > 0 || openRequests() > 0) && performance.now() - startedAt < giveUpAfterMs) {
    await pause()
  }
  clearTimeout(refuse)
  startRefusing()
  const ending = [writer.idle(), saveLastSeen(), stopFeaturePush().catch(() => undefined), pushIdle(), mailIdle()]
  await Promise.race([Promise.all(ending), pause(3000)])
  await Promise.race([Promise.all([closeDatabases(), closeCluster()]), pause(1000)])
  log.info('drained', { ms: Math.round(performance.now() - startedAt) })
}

/** Closes those that wait for nothing and have been still for a moment; says how many are left. */
function closeQuietConnections(): number {
  const now = performance.now()
  for (const connection of [...hub.connections]) {
    const quiet = isRefusing() || now - connection.lastCommandAt > quietMs
    if (connection.inFlight === 0 && quiet) connection.close(closeCodes.restart)
  }
  return hub.connections.size
}

function pause(ms = stepMs): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}

/** SIGTERM and SIGINT drain; an error that nobody caught drains too and says so with its exit code. */
export function installSignalHandlers(): void {
  // Nitro's own handler would drop every socket with 1006 before any hook runs. It reads this when the server listens.
  process.env.NITRO_SHUTDOWN_DISABLED = '1'
  process.on('SIGTERM', () => void drain(0))
  process.on('SIGINT', () => void drain(0))
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(kind, (error: unknown) => {
      log.fatal(kind, describeError(error))
      void drain(1)
    })
  }
}
