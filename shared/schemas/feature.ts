import { z } from 'zod'

/** Faults of a page since it last reported: a number, and nothing of what they were. */
export const featureFaultsSchema = z.object({ count: z.number().int().min(1).max(100, 'too_many') })

/** Up to 30 days. */
export const featureFiguresSchema = z.object({ hours: z.coerce.number().int().min(1).max(720).default(24) })
