export interface Invitation {
  id: number
  note: string
  maxUses: number
  uses: number
  createdAt: string
  expiresAt: string
  revokedAt: string | null
}
