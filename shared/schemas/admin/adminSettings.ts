import { z } from 'zod'
import { isVisible } from '../../text'
import { plainText } from '../common'

const logoSchema = z.string()
  .max(48 * 1024, 'too_long')
  .regex(/^data:image\/(?:png|webp|jpeg);base64,[A-Za-z0-9+/]+={0,2}$/, 'picture')

/** Some characters get longer when they are normalised. */
const filteredWordSchema = plainText(100)
  .refine(text => isVisible(text), 'required')
  .refine(text => text.normalize('NFKC').length <= 200, 'too_long')

export const settingsPatchSchema = z.object({
  registration: z.enum(['open', 'invitation', 'closed']),
  guests: z.boolean(),
  landingGlimpse: z.boolean(),
  retentionDays: z.number().int().min(1).max(36_500).nullable(),
  filteredWords: z.array(filteredWordSchema).max(500, 'too_many'),
  banner: z.object({
    text: plainText(500).refine(text => isVisible(text), 'required'),
    tone: z.enum(['info', 'warning']),
  }).nullable(),
  brand: z.object({
    name: plainText(40).refine(text => isVisible(text), 'required'),
    hue: z.number().int().min(0).max(359).nullable(),
    logo: logoSchema.nullable(),
  }),
}).partial()

export type SettingsPatch = z.output<typeof settingsPatchSchema>
