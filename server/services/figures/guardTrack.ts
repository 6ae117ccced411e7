/** Faults of one person since the feature last changed, as they are stored. */
export interface FaultTotal { userId: number, variant: string, faults: number }

interface Step { at: number, faults: number }

/** More people with faults than this are not followed one by one. */
export const followedAtMost = 20_000

/**
 * Stored are the faults of each person since the feature changed; a guard asks for those of the last minutes. So each
 * look is remembered here for as long. All nodes look at the same totals, whoever counted them.
 */
export class GuardTrack {
  private readonly steps = new Map<number, Step[]>()
  private looked = false

  /** `complete`: all that is stored happened within the guard's time, so that the first look needs no earlier one. */
  constructor(readonly version: number, private readonly complete: boolean) {}

  /** The faults of each person since then; people without any are left out. */
  look(totals: FaultTotal[], at: number, since: number): FaultTotal[] {
    const recent: FaultTotal[] = []
    for (const { userId, variant, faults } of totals) {
      const steps = this.stepsOf(userId, faults)
      if (steps.at(-1)?.faults !== faults) steps.push({ at, faults })
      // The last one before the time is what the others are measured by.
      steps.splice(0, steps.findLastIndex(step => step.at <= since))
      this.steps.set(userId, steps)
      const before = steps[0]?.faults ?? 0
      if (faults > before) recent.push({ userId, variant, faults: faults - before })
    }
    this.looked = true
    return recent
  }

  private stepsOf(userId: number, faults: number): Step[] {
    const steps = this.steps.get(userId)
    if (!steps) return [{ at: 0, faults: this.looked || this.complete ? 0 : faults }]
    // They were given another variant and are counted anew.
    return (steps.at(-1)?.faults ?? 0) > faults ? [{ at: 0, faults: 0 }] : steps
  }
}
