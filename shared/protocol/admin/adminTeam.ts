/** Some of the agents of an inbox, to whom a case can be given without naming one of them. */
export interface SupportTeam {
  id: number
  inboxId: number
  name: string
  /** Their ids; each is one of the agents of the inbox. */
  agents: number[]
}
