import { config } from '../../core/config'
import type { Connection } from './connection'

/** `idle`: no device of the person had input for a while. */
export type Activity = 'active' | 'idle'

interface Person {
  activity: Activity
  /** When a device last had input, as `performance.now()`. */
  inputAt: number
  /** Set while nobody is connected: the person is gone unless they come back before it fires. */
  leaving?: NodeJS.Timeout
}

interface Hooks {
  connectionsOf: (userId: number) => ReadonlySet<Connection>
  /** A person came, went (undefined, last seen at `seenAt`), or became active or idle. */
  onChange: (userId: number, activity: Activity | undefined, seenAt?: Date) => void
  /** The last connection of a person closed at `seenAt`; they may come back. */
  onLeft: (userId: number, seenAt: Date) => void
}

const sweepAtMostMs = 5000

/**
 * Who is connected to this node, or was until a moment ago: a reload is no absence. Input of any device makes a person
 * active; without any for some minutes they are idle.
 */
export class LocalPresence {
  private readonly people = new Map<number, Person>()

  constructor(private readonly hooks: Hooks) {}

  startSweeps(): void {
    setInterval(() => this.sweep(), Math.min(sweepAtMostMs, config().presenceAwayMs / 4)).unref()
  }

  has(userId: number): boolean {
    return this.people.has(userId)
  }

  activityOf(userId: number): Activity | undefined {
    return this.people.get(userId)?.activity
  }

  get userIds(): number[] {
    return [...this.people.keys()]
  }

  get activities(): [userId: number, activity: Activity][] {
    return Array.from(this.people, ([userId, { activity }]) => [userId, activity])
  }

  /** Somebody who is new here counts as active; who comes back is as they were. */
  arrived(userId: number): void {
    const person = this.people.get(userId)
    if (person) {
      clearTimeout(person.leaving)
      person.leaving = undefined
      return
    }
    this.people.set(userId, { activity: 'active', inputAt: performance.now() })
    this.hooks.onChange(userId, 'active')
  }

  left(userId: number): void {
    const person = this.people.get(userId)
    if (!person || person.leaving) return
    const seenAt = new Date()
    person.leaving = setTimeout(() => this.gone(userId, seenAt), config().presenceGraceMs)
    this.hooks.onLeft(userId, seenAt)
  }

  /** Input on a device; or that it had none for long, and the person is idle if all of their devices say so. */
  input(connection: Connection, active: boolean): void {
    const person = this.people.get(connection.user.id)
    if (!person) return
    connection.idle = !active
    if (active) person.inputAt = performance.now()
    else if ([...this.hooks.connectionsOf(connection.user.id)].every(device => device.idle)) person.inputAt = -Infinity
    this.judge(connection.user.id, person)
  }

  private gone(userId: number, seenAt: Date): void {
    this.people.delete(userId)
    this.hooks.onChange(userId, undefined, seenAt)
  }

  private sweep(): void {
    for (const [userId, person] of this.people) this.judge(userId, person)
  }

  private judge(userId: number, person: Person): void {
    const activity = performance.now() - person.inputAt < config().presenceAwayMs ? 'active' : 'idle'
    if (activity === person.activity) return
    person.activity = activity
    this.hooks.onChange(userId, activity)
  }
}
