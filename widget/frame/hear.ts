import type { ServerEvent } from '#shared/protocol/event'
import type { Widget } from './widget'

/** What an event of the server does to what is shown; a customer hears of their own cases alone. */
export function hear(widget: Widget, event: ServerEvent) {
  const { cases, visitor } = widget
  if (event.type === 'ready') visitor.userId = event.user.id
  if (event.type === 'message.created') widget.receive(event.message, ...event.user ? [event.user] : [])
  if (event.type === 'room.joined') cases.load().catch(() => {})
  if (event.type === 'case.state') {
    cases.change(event.caseId, { state: event.state })
    widget.knownConversation(event.roomId)?.moved(event.rev)
  }
  if (event.type === 'message.deleted') widget.knownConversation(event.roomId)?.delete(event.seq, event.rev)
  if (event.type === 'room.typing') widget.knownConversation(event.roomId)?.startTyping(event.userId)
}
