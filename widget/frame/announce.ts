import type { Message } from '#shared/protocol/message'
import type { Profile } from '#shared/protocol/user'
import { excerptOf } from '~/utils/markup'
import { playSound } from './sound'
import type { Cases } from './cases'
import type { PageAround } from './page'

interface Announcer {
  state: { sound: boolean }
  seen: boolean
  cases: Cases
  around: PageAround
}

/** Somebody of the team has written: to the ear of who wants that, and to the page around. */
export function announce({ state, seen, cases, around }: Announcer, message: Message, author: Profile) {
  const { roomId, body, createdAt } = message
  if (state.sound && !seen) playSound()
  const about = cases.byRoom(roomId)
  if (!about) return
  const [name, text] = [author.displayName ?? author.username, excerptOf(body ?? '')]
  around.tell({ type: 'message', message: { caseId: about.id, author: name, text, createdAt } })
}
