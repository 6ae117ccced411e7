/** What a canned reply may have in double braces. */
export const replyVariables = ['customer.name', 'agent.name', 'case.number', 'inbox.name'] as const
export type ReplyVariable = (typeof replyVariables)[number]

/** Who and what a reply is about. */
export interface ReplySubject {
  customer: { name: string }
  agent: { name: string }
  case: { number: number }
  inbox: { name: string }
}

/**
 * A canned reply with its variables filled. What is filled in is not looked at again, and what is no variable stays as
 * it is written.
 */
export function fillReply(body: string, { customer, agent, case: { number }, inbox }: ReplySubject): string {
  const values: Record<ReplyVariable, string> = {
    'customer.name': customer.name, 'agent.name': agent.name, 'case.number': String(number), 'inbox.name': inbox.name,
  }
  return body.replace(/\{\{\s*([a-z]+\.[a-z]+)\s*\}\}/g, (written, name: string) =>
    Object.hasOwn(values, name) ? values[name as ReplyVariable] : written)
}
