export interface Overview {
  version: string
  online: number
  connections: number
  accounts: { members: number, guests: number, disabled: number }
  openReports: number
  newAccounts: { day: string, count: number }[]
  messages: { hour: string, count: number }[]
  busiestRooms: { id: number, name: string | null, count: number }[]
  storage: { identityBytes: number, chatBytes: number }
  process: { uptimeSeconds: number, memoryBytes: number, node: string }
}

export type CheckState = 'ok' | 'warning' | 'failed'

/** One finding of the doctor; `id` and `hint` are keys of sentences, `value` is what was measured. */
export interface Check {
  id: string
  state: CheckState
  value?: string
  hint?: string
}
