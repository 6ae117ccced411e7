import type { z } from 'zod'
import { expect } from 'vitest'

/** Why an input is refused: `field: reason` of each issue; nothing when it is taken. */
export function refusals(schema: z.ZodType, input: unknown): string[] {
  const result = schema.safeParse(input)
  return result.success ? [] : result.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)
}

export function expectTaken(schema: z.ZodType, ...inputs: unknown[]): void {
  for (const input of inputs) expect(refusals(schema, input), JSON.stringify(input)).toEqual([])
}

export function expectRefused(schema: z.ZodType, ...inputs: unknown[]): void {
  for (const input of inputs) expect(refusals(schema, input), JSON.stringify(input)).not.toEqual([])
}
