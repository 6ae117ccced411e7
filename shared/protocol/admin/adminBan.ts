import type { Profile } from '../user'

export interface Ban {
  id: number
  address: string
  user: Profile | null
  createdAt: string
  expiresAt: string | null
}
