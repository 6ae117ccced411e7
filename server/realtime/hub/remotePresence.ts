import type { Activity } from './localPresence'

/** Who is connected to other nodes; it may be asked in batches and may fail. */
export interface PresenceDirectory {
  /** A person came to this node, went (undefined) or became idle or active: stored, then published to the others. */
  set(userId: number, activity: Activity | undefined, seenAt?: Date): void
  /** Those of `userIds` who are connected to another node; active if they are so on any. */
  findPresent(userIds: number[]): Promise<Map<number, Activity>>
}

/** Which of the people who are watched here are connected to other nodes, as far as was heard. */
export class RemotePresence {
  private readonly people = new Map<number, Activity>()
  /** Of each look-up that is under way, who was heard of meanwhile: that is newer than its answer. */
  private readonly overtaken = new Set<Set<number>>()
  private directory: PresenceDirectory | undefined

  use(directory: PresenceDirectory): void {
    this.directory = directory
  }

  /** Tells the other nodes of somebody here. */
  announce(userId: number, activity: Activity | undefined, seenAt?: Date): void {
    this.directory?.set(userId, activity, seenAt)
  }

  activityOf(userId: number): Activity | undefined {
    return this.people.get(userId)
  }

  /** Those of these people who are active on another node, as far as that can be known. */
  async findActive(userIds: number[]): Promise<Set<number>> {
    const found = await this.findPresent(userIds)
    return new Set(userIds.filter(userId => found.get(userId) === 'active'))
  }

  /** Those of these people who are connected to another node, as far as that can be known. */
  async findPresent(userIds: number[]): Promise<Map<number, Activity>> {
    return await this.directory?.findPresent(userIds).catch(() => undefined) ?? new Map<number, Activity>()
  }

  forget(userId: number): void {
    this.people.delete(userId)
  }

  /** Another node says so. Somebody who is idle there, or gone, may be active on a third node: that is looked up. */
  async heard(userId: number, activity: Activity | undefined): Promise<void> {
    if (activity !== 'active') return void await this.lookUp([userId])
    for (const people of this.overtaken) people.add(userId)
    this.people.set(userId, activity)
  }

  /** Asks the directory, and says who was there before and is there no more. */
  async lookUp(userIds: number[]): Promise<number[]> {
    if (!this.directory || userIds.length === 0) return []
    const overtaken = new Set<number>()
    this.overtaken.add(overtaken)
    const found = await this.directory.findPresent(userIds).catch(() => undefined)
    this.overtaken.delete(overtaken)
    if (!found) return []
    return userIds.filter(userId => !overtaken.has(userId) && this.note(userId, found.get(userId)))
  }

  private note(userId: number, activity: Activity | undefined): boolean {
    if (!activity) return this.people.delete(userId)
    this.people.set(userId, activity)
    return false
  }
}
