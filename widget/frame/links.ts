import type { Api } from '~/utils/api'
import type { Cases } from './cases'
import type { Visitor } from './visitor'

/** What a link leads into. */
interface Follower {
  api: Api
  cases: Cases
  visitor: Visitor
  state: { link: string, ended: boolean }
  enter: () => Promise<void>
  forget: () => void
  go: (view: 'start' | 'replace') => void
  show: (caseId: number) => void
}

/** The first look at who is here: by a link that was followed, or by what is kept here. */
export async function enterBy(widget: Follower, link: string | undefined) {
  if (link && !widget.visitor.keeper.get('token')) return followLink(widget, link)
  await widget.enter()
  if (link) await meetLink(widget, link)
}

/** A link to somebody's conversations. Where there are others it asks first: from here they are out of reach then. */
export async function meetLink(widget: Follower, link: string) {
  if (!widget.visitor.token) return followLink(widget, link)
  widget.state.link = link
  widget.go('replace')
}

/** Opens what a link leads to, in place of what was here. */
export async function followLink(widget: Follower, link: string) {
  const followed = await widget.visitor.follow(widget.api, link)
  if (followed) widget.forget()
  await widget.enter()
  if (followed?.caseId && widget.cases.find(followed.caseId)) widget.show(followed.caseId)
  if (followed) return
  widget.state.ended = true
  widget.go('start')
}
