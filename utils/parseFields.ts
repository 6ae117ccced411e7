import type { ZodType } from 'zod'

/** Checks input with the schema the server uses too; throws the same `invalid` the server would answer. */
export function parseFields<T>(schema: ZodType<T>, fields: Record<string, unknown>): T {
  const parsed = schema.safeParse(fields)
  if (parsed.success) return parsed.data
  throw new ApiError(
    'invalid',
    400,
    parsed.error.issues.map(issue => ({ path: issue.path.join('.'), code: issue.message })),
  )
}
