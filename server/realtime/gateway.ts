import type { IncomingMessage } from 'node:http'
import type { RawData, WebSocket } from 'ws'
import { closeCodes, protocolVersion } from '#shared/protocol/event'
import type { ClientCommand } from '#shared/protocol/command'
import { limits } from '#shared/limits'
import { config } from '../core/config'
import { AppError } from '../core/errors'
import { toAppError } from '../http/problem'
import { describeError, log } from '../core/log'
import { blockedBy, blockersOf } from '../services/memberships/blocks'
import { friendIdsOf } from '../services/memberships/friend'
import { roomIdsOf, silentRoomIdsOf } from '../services/memberships/membership'
import { ownPresence } from '../services/users/presence'
import { runCommand } from './commands/commandTable'
import { CommandError, pushFailure } from './commands/failure'
import { sendMessage } from './commands/message'
import { costOf, parseCommand } from './commands/parseCommand'
import { Connection } from './hub/connection'
import type { CheckedSession } from './hub/connection'
import { openFeatures } from './features/featurePush'
import { budgetOf } from './floodGuard'
import { hub } from './hub/hub'
import { befriend } from './hub/presenceUpkeep'
import { caseViewers } from './support/caseViewers'
import { isDraining, isRefusing } from '../core/lifecycle'

/** Takes over a socket whose upgrade was allowed: `ready` comes first, then every event of the person's rooms. */
export function acceptConnection(ws: WebSocket, request: IncomingMessage, session: CheckedSession): void {
  const connection = new Connection(ws, request.socket, session)
  const intake = new Intake(connection)
  ws.on('message', (data, isBinary) => intake.receive(data, isBinary))
  ws.on('pong', () => {
    connection.awaitingPong = false
  })
  ws.on('close', () => {
    caseViewers.leaveAll(connection)
    hub.remove(connection)
  })
  ws.on('error', () => undefined)
  const entry = hub.add(connection, config().limited ? limits.connectionsPerUser : undefined)
  if (entry !== 'added') return connection.close(entry === 'ended' ? closeCodes.sessionEnded : closeCodes.tooSlow)
  if (isDraining()) return connection.close(closeCodes.restart)
  openConnection(connection).then(() => intake.start()).catch((error: unknown) => {
    log.warn('socket could not be opened', describeError(error))
    connection.close(closeCodes.tooSlow)
  })
}

async function openConnection(connection: Connection): Promise<void> {
  const { user } = connection
  const [roomIds, silent, blockers, blocked, friendIds, choice] = await Promise.all([
    roomIdsOf(user.id), silentRoomIdsOf(user.id), blockersOf(user.id), blockedBy(user.id), friendIdsOf(user.id),
    hub.presence.open(connection),
  ])
  for (const blockerId of blockers) connection.blockers.add(blockerId)
  for (const roomId of silent) connection.silent.add(roomId)
  hub.subscribe(connection, roomIds.filter(roomId => !connection.leftWhileOpening.has(roomId)))
  connection.begin({
    type: 'ready', user: connection.user, connectionId: connection.id, serverTime: new Date().toISOString(),
    protocol: protocolVersion, features: openFeatures(connection), ...(choice && { presence: ownPresence(choice) }),
    ...(blocked.length > 0 && { blocked }),
  })
  void befriend(connection, friendIds).catch((error: unknown) => log.warn('friends', describeError(error)))
}

/**
 * The commands of one connection, in their order. Messages enter the writer as they come, without waiting for each
 * other's commit; the other commands follow one after another. At most 256 wait for their answer.
 */
class Intake {
  private early: ClientCommand[] | undefined = []
  private others: Promise<void> = Promise.resolve()
  private readonly budget

  constructor(private readonly connection: Connection) {
    this.budget = budgetOf(connection.user.id, connection.user.kind)
  }

  receive(data: RawData, isBinary: boolean): void {
    const { connection } = this
    if (connection.isClosing) return
    if (isBinary) return connection.close(closeCodes.binary)
    connection.lastCommandAt = performance.now()
    const command = this.parse(data.toString())
    if (command) this.admit(command)
  }

  /** What came before `ready` was sent runs now. */
  start(): void {
    const { early = [] } = this
    this.early = undefined
    for (const command of early) this.run(command)
  }

  /** What cannot be parsed costs as much as a command. */
  private parse(text: string): ClientCommand | undefined {
    try {
      return parseCommand(text)
    }
    catch (error) {
      this.fail(this.refuseFlood() ?? error, error instanceof CommandError ? error.reference : {})
      return undefined
    }
  }

  private admit(command: ClientCommand): void {
    const { connection } = this
    const reference = { ref: command.type, ...('clientId' in command && { clientId: command.clientId }) }
    const refusal = this.refuseFlood(costOf(command))
    if (refusal) return this.fail(refusal, reference)
    if (connection.inFlight >= limits.commandsInFlight) {
      return this.fail(new AppError('busy', { retryAfter: 1 }), reference)
    }
    if (isRefusing()) return this.fail(new AppError('unavailable', { detail: 'restarting', retryAfter: 1 }), reference)
    connection.inFlight++
    if (this.early) this.early.push(command)
    else this.run(command)
  }

  private run(command: ClientCommand): void {
    const { connection } = this
    const done = () => {
      connection.inFlight--
    }
    if (connection.isClosing) return done()
    if (command.type === 'message.send') return sendMessage(connection, command, done)
    this.others = this.others
      .then(() => connection.isClosing ? undefined : runCommand(connection, command))
      .catch((error: unknown) => this.fail(error, { ref: command.type }))
      .finally(done)
  }

  private refuseFlood(cost = 1): AppError | undefined {
    if (!config().limited) return undefined
    const taken = this.budget.take(cost)
    if (taken.ok) return undefined
    if (taken.hopeless) this.connection.close(closeCodes.tooFast)
    return new AppError('rate_limited', { retryAfter: taken.retryAfter })
  }

  private fail(thrown: unknown, reference: { clientId?: string, ref?: string }): void {
    const error = toAppError(thrown)
    if (error.code === 'internal') log.error('command failed', { ref: reference.ref, ...describeError(thrown) })
    pushFailure(this.connection, error, reference)
  }
}
