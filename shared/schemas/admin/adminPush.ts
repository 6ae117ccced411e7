import { z } from 'zod'

/** The push service whose lost pushes are meant. */
export const pushHostSchema = z.object({ host: z.string().max(255) })
