import type { ServerEvent } from '#shared/protocol/event'
import type { Message } from '#shared/protocol/message'
import type { Profile } from '#shared/protocol/user'
import type { Cases } from './cases'
import type { Conversation } from './conversation'
import type { Visitor } from './visitor'

/** What events change. */
interface Hearer {
  cases: Cases
  visitor: Visitor
  receive: (message: Message, ...users: Profile[]) => void
  knownConversation: (roomId: number) => Conversation | undefined
}

/** What an event of the server does to what is shown; a customer hears of their own cases alone. */
export function hear(widget: Hearer, event: ServerEvent) {
  const { cases, visitor } = widget
  if (event.type === 'ready') visitor.userId = event.user.id
  if (event.type === 'message.created') widget.receive(event.message, ...event.user ? [event.user] : [])
  if (event.type === 'room.joined') cases.load().catch(() => {})
  if (event.type === 'case.state') {
    cases.change(event.caseId, { state: event.state })
    widget.knownConversation(event.roomId)?.moved(event.rev)
    if (event.state === 'resolved') widget.knownConversation(event.roomId)?.silence()
  }
  if (event.type === 'message.deleted') widget.knownConversation(event.roomId)?.delete(event.seq, event.rev)
  // Beside a case that is resolved nobody is said to be typing.
  if (event.type === 'room.typing' && cases.byRoom(event.roomId)?.state !== 'resolved') {
    widget.knownConversation(event.roomId)?.startTyping(event.userId)
  }
}
