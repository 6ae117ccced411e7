import type { CustomerContext } from '#shared/protocol/supportCase'
import type { CaseInput } from '#shared/schemas/supportCase'
import { deviceName } from '#shared/deviceName'

type Given = Partial<NonNullable<CaseInput['context']>> & { userAgent?: string }

const agentAtMost = 300

/** As it is kept with the case: only what was said. */
export function encodeContext(context: CaseInput['context'], userAgent: string): string | null {
  const given: Given = { ...context, ...(userAgent && { userAgent: userAgent.slice(0, agentAtMost) }) }
  return Object.values(given).some(Boolean) ? JSON.stringify(given) : null
}

export function decodeContext(text: string | null): CustomerContext {
  const given = JSON.parse(text ?? '{}') as Given
  const { page = null, referrer = null, language = null, timeZone = null, userAgent } = given
  return { page, referrer, language, timeZone, browser: userAgent ? deviceName(userAgent) : null }
}
