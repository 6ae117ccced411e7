/** What makes an element the link to a person: with a script it opens the card, without one the page of the panel. */
interface PersonLink {
  'href': string
  'data-person': number
  /** Not a stop of the keyboard: a list has hundreds. The menu of a message leads to its author. */
  'tabindex': -1
}

type MayLink = (userId: number) => PersonLink | undefined

const personLinkKey: InjectionKey<MayLink> = Symbol('person link')

/** Names within are links to people from here on. */
export function providePersonLinks(roomId: number) {
  const users = useUsersStore()
  provide(personLinkKey, userId => users.byId[userId]?.deleted
    ? undefined
    : { 'href': personPath(roomId, userId), 'data-person': userId, 'tabindex': -1 })
}

/** Answers nothing where people have no card, and for who is gone. */
export function usePersonLink(): MayLink {
  return inject(personLinkKey, () => undefined)
}
