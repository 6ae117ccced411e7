import { z } from 'zod'
import { limits } from '../../limits'
import { isVisible } from '../../text'
import { idSchema, singleLine } from '../common'

const name = singleLine(limits.support.name).refine(isVisible, 'required')
const agents = z.array(idSchema).max(limits.support.agents).transform(ids => [...new Set(ids)])

export const teamSchema = z.object({ inboxId: idSchema, name, agents: agents.default([]) })

/** What is left out stays as it is. */
export const teamPatchSchema = z.object({ name, agents }).partial()

export type TeamInput = z.output<typeof teamSchema>
export type TeamPatch = z.output<typeof teamPatchSchema>
