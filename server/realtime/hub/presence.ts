import type { Presence as Shown } from '#shared/protocol/presence'
import type { PresenceChoice } from '../../services/users/presence'
import { presenceChoices } from '../../services/users/presence'
import type { Connection } from './connection'
import { addTo } from './connectionIndex'
import { LocalPresence } from './localPresence'
import type { Activity } from './localPresence'
import { PresenceOutbox } from './presenceOutbox'
import type { PresenceEvent } from './presenceOutbox'
import { RemotePresence } from './remotePresence'

/**
 * What people are seen as, on this node or another, sent to those who watch them: by `presence.watch`, or because they
 * share a direct room.
 */
export class Presence {
  readonly here: LocalPresence
  readonly elsewhere = new RemotePresence()
  /** Called when the last connection of a person to this node closed, with the time. */
  onLeft: (userId: number, seenAt: Date) => void = () => undefined
  private readonly watchers = new Map<number, Set<Connection>>()
  /** Of people who are watched here or connected to this node. */
  private readonly choices = new Map<number, PresenceChoice>()
  /** What the watchers of a person were last told. */
  private readonly shown = new Map<number, Shown>()
  private readonly outbox = new PresenceOutbox<Connection>()

  constructor(private readonly connectionsOf: (userId: number) => ReadonlySet<Connection>) {
    this.here = new LocalPresence({
      connectionsOf,
      onChange: (userId, activity, seenAt) => this.changedHere(userId, activity, seenAt),
      onLeft: (userId, seenAt) => this.onLeft(userId, seenAt),
    })
  }

  /** Looks up what the person of a new connection has chosen; until then the person is shown to nobody. */
  async open(connection: Connection): Promise<PresenceChoice | undefined> {
    if (!this.choices.has(connection.user.id)) await this.reload([connection.user.id])
    return this.choices.get(connection.user.id)
  }

  /** Replaces what a connection watches, and sends it the present state of each. */
  async watch(connection: Connection, userIds: number[]): Promise<void> {
    const wanted = new Set(userIds)
    this.drop(connection, [...connection.watched].filter(userId => !wanted.has(userId)))
    connection.watches++
    await this.add(connection, userIds)
  }

  /** Watches these people too, and sends the present state of each. */
  async add(connection: Connection, userIds: number[]): Promise<void> {
    await this.follow(connection, connection.watched, userIds)
  }

  /** Watches the people of direct rooms, whatever else is watched. */
  async befriend(connection: Connection, userIds: number[]): Promise<void> {
    await this.follow(connection, connection.friends, userIds)
  }

  /** Sends a connection what a person is seen as now, if it watches them: a right to it has changed. */
  resend(connection: Connection, userId: number): void {
    if (connection.watched.has(userId) || connection.friends.has(userId)) this.send(connection, userId)
  }

  watchersOf(userId: number): Connection[] {
    return [...this.watchers.get(userId) ?? []]
  }

  /** The people of whom something is kept here. */
  get keptIds(): number[] {
    return [...new Set([...this.watchers.keys(), ...this.here.userIds])]
  }

  /** The connection is closed. */
  forget(connection: Connection): void {
    const friends = [...connection.friends]
    connection.friends.clear()
    this.drop(connection, [...connection.watched, ...friends])
  }

  /** Stops sending a connection the presence of these people, but for friends. */
  drop(connection: Connection, userIds: number[]): void {
    const dropped = userIds.filter(userId => !connection.friends.has(userId))
    for (const userId of userIds) connection.watched.delete(userId)
    this.outbox.take(connection, dropped)
    for (const userId of dropped) {
      const watching = this.watchers.get(userId)
      watching?.delete(connection)
      if (watching?.size === 0) this.watchers.delete(userId)
      this.forgetPerson(userId)
    }
  }

  /** Another node says so. */
  async heard(userId: number, activity: Activity | undefined, seenAt?: string): Promise<void> {
    if (!this.watchers.has(userId)) return
    await this.elsewhere.heard(userId, activity)
    if (seenAt) this.noteSeen(userId, new Date(seenAt))
    this.update(userId)
  }

  /** Whether this person shares what they read, as far as this node keeps it. */
  sharesReading(userId: number): boolean {
    return this.choices.get(userId)?.sharesReading ?? false
  }

  /** Whether this person is seen as offline whatever they do; so is everybody of whom this node keeps nothing. */
  isHidden(userId: number): boolean {
    return this.choices.get(userId)?.hidden ?? true
  }

  /** Reads the choices of these people again, of those that are kept here. */
  async reload(userIds: number[]): Promise<void> {
    const found = await presenceChoices(userIds.filter(userId => this.isKept(userId)))
    for (const [userId, choice] of found) this.take(userId, choice)
  }

  /** Looks up everybody who is watched: what the bus lost, and people of nodes that died. */
  async refresh(): Promise<void> {
    const watched = [...this.watchers.keys()]
    for (const userId of await this.elsewhere.lookUp(watched)) this.noteSeen(userId, new Date())
    for (const userId of watched) this.update(userId)
  }

  private changedHere(userId: number, activity: Activity | undefined, seenAt?: Date): void {
    this.elsewhere.announce(userId, activity, seenAt)
    if (seenAt) this.noteSeen(userId, seenAt)
    this.update(userId)
    if (!activity) this.forgetPerson(userId)
  }

  private async follow(connection: Connection, list: Set<number>, userIds: number[]): Promise<void> {
    const wanted = [...new Set(userIds)]
    for (const userId of wanted) {
      list.add(userId)
      addTo(this.watchers, userId, connection)
    }
    await Promise.all([this.elsewhere.lookUp(wanted), this.reload(wanted.filter(userId => !this.choices.has(userId)))])
    // Some may have been dropped while the others were asked.
    for (const userId of wanted) {
      this.update(userId)
      if (list.has(userId)) this.send(connection, userId)
    }
  }

  /** What of the person is kept here is not needed any more. */
  private forgetPerson(userId: number): void {
    if (this.watchers.has(userId)) return
    this.elsewhere.forget(userId)
    this.shown.delete(userId)
    if (!this.isKept(userId)) this.choices.delete(userId)
  }

  private isKept(userId: number): boolean {
    return this.watchers.has(userId) || this.here.has(userId)
  }

  private take(userId: number, choice: PresenceChoice): void {
    const before = this.choices.get(userId)
    if (!this.isKept(userId) || (before && before.version > choice.version)) return
    this.choices.set(userId, choice)
    if (before?.lastSeenAt) this.noteSeen(userId, before.lastSeenAt)
    this.update(userId)
    if (before && before.hidden !== choice.hidden) this.showAnew(userId)
  }

  /** Who hides sees nobody from now on; who does no longer sees everybody again. */
  private showAnew(userId: number): void {
    for (const connection of this.connectionsOf(userId)) {
      for (const watched of new Set([...connection.watched, ...connection.friends])) this.send(connection, watched)
    }
  }

  private noteSeen(userId: number, seenAt: Date): void {
    const choice = this.choices.get(userId)
    if (choice && (choice.lastSeenAt ?? seenAt) <= seenAt) choice.lastSeenAt = seenAt
  }

  /** Tells those who watch a person if they are seen as something else now. */
  private update(userId: number): void {
    const watching = this.watchers.get(userId)
    if (!watching) return
    const now = this.presenceOf(userId)
    if (isSame(now, this.shown.get(userId))) return
    this.shown.set(userId, now)
    // Who is blocked must not even see that something has changed.
    for (const connection of watching) if (!connection.blockers.has(userId)) this.send(connection, userId)
  }

  private send(connection: Connection, userId: number): void {
    this.outbox.put(connection, this.eventFor(connection, userId))
  }

  private eventFor(connection: Connection, userId: number): PresenceEvent {
    const blind = connection.blockers.has(userId) || (this.choices.get(connection.user.id)?.hidden ?? true)
    return { type: 'presence.changed', userId, ...(blind ? { status: 'offline' } : this.presenceOf(userId)) }
  }

  private presenceOf(userId: number): Shown {
    const choice = this.choices.get(userId)
    if (!choice || choice.hidden) return { status: 'offline' }
    const [here, elsewhere] = [this.here.activityOf(userId), this.elsewhere.activityOf(userId)]
    const text = choice.text ? { text: choice.text } : {}
    if (!here && !elsewhere) {
      return { status: 'offline', ...(choice.lastSeenAt && { lastSeenAt: choice.lastSeenAt.toISOString() }), ...text }
    }
    if (choice.status !== 'auto') return { status: choice.status, ...text }
    return { status: here === 'active' || elsewhere === 'active' ? 'online' : 'away', ...text }
  }
}

function isSame(one: Shown, other: Shown | undefined): boolean {
  return one.status === other?.status && one.lastSeenAt === other.lastSeenAt && one.text === other.text
}
