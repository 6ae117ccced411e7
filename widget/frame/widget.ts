import { computed, reactive, shallowReactive, watch } from 'vue'
import type { Message } from '#shared/protocol/message'
import type { CustomerCase } from '#shared/protocol/supportCase'
import type { Profile } from '#shared/protocol/user'
import type { Api } from '~/utils/api'
import { failureOf, isCode } from '~/utils/api'
import type { ToFrame } from '../protocol'
import { Announcer } from './announce'
import { Cases } from './cases'
import { Conversation } from './conversation'
import type { FrameData } from './data'
import { hear } from './hear'
import { enterBy } from './links'
import { customerApi } from './http'
import { Live } from './live'
import { Outbox } from './outbox'
import { PageAround } from './page'
import { Pictures } from './pictures'
import { playSound } from './sound'
import type { StartInput } from './visitor'
import { Visitor } from './visitor'

export type View = 'start' | 'cases' | 'case' | 'resume' | 'device' | 'replace'
const readAfterMs = 300

/** Everything behind the screen of the frame. One is made for each page, on the server too. */
export class Widget {
  readonly state = reactive({
    view: 'start' as View,
    caseId: undefined as number | undefined,
    /** Not before it is known who is here. */
    ready: false,
    /** The page around shows the frame. */
    shown: true,
    sound: false,
    /** Whoever was here is known no more. */
    ended: false,
    /** The team takes no messages from them. */
    blocked: false,
    /** The customer is asked whether to end the case on the screen. */
    ending: false,
    /** Of the link that they are asked about. */
    link: '',
  })

  readonly inbox: FrameData['inbox']
  /** Of the page around; null for a page of its own. */
  readonly site: string | null
  readonly around: PageAround
  readonly visitor: Visitor
  readonly api: Api
  readonly pictures: Pictures
  readonly cases: Cases
  readonly outbox: Outbox
  readonly live: Live
  readonly announcer: Announcer
  readonly current = computed(() => this.cases.find(this.state.caseId))
  readonly conversation = computed(() => this.current.value && this.conversationOf(this.current.value.roomId))
  begun: Promise<void> | undefined
  #reading: ReturnType<typeof setTimeout> | undefined
  readonly #conversations = shallowReactive(new Map<number, Conversation>())

  constructor({ inbox, site }: FrameData) {
    const ended = () => void this.#ended()
    this.inbox = inbox
    this.site = site
    this.around = new PageAround(inbox.key, site)
    this.visitor = new Visitor(inbox.key, this.around)
    this.api = customerApi(() => this.visitor.token)
    this.pictures = new Pictures(this.api)
    this.cases = new Cases(this.api)
    this.announcer = new Announcer(this)
    this.outbox = new Outbox({
      api: this.api, ended,
      keeper: () => this.visitor.keeper,
      stored: message => this.receive(message),
    })
    this.live = new Live({
      api: this.api, ended,
      receive: event => hear(this, event),
      refresh: () => this.#refresh(),
      seen: () => this.seen,
    })
  }

  get seen(): boolean {
    return this.state.shown && document.visibilityState === 'visible'
  }

  /** In the browser, once: finds out who is here. `resume`: the token of a link that was followed. */
  async begin(resume?: string) {
    const hello = await this.around.greet(message => this.#obey(message))
    this.visitor.adopt(hello)
    Object.assign(this.state, { shown: hello.shown, sound: this.visitor.keeper.get('sound') === 'on' })
    watch(this.cases.unread, count => this.around.tell({ type: 'unread', count }))
    watch(() => this.cases.all.value.length > 0, active => this.around.tell({ type: 'active', active }))
    document.addEventListener('visibilitychange', () => this.#look())
    await enterBy(this, resume)
  }

  /** Opens a case with its first message, once it is known who is here: neither would be kept for whoever it is. */
  async start({ text, ...fields }: StartInput) {
    await this.begun?.catch(() => undefined)
    const body = { inbox: this.inbox.key, ...this.visitor.opening(), ...fields }
    const answer = this.api.post<{ case: CustomerCase, token?: string }>('/api/support/cases', body)
    const { case: opened, token } = await answer.catch((error: unknown) => {
      // Sending it again opens it as somebody new.
      if (isCode(error, 'unauthenticated')) this.forget(true)
      throw error
    })
    if (token) this.visitor.know(token)
    this.cases.put(opened)
    this.announcer.follow(opened.roomId)
    this.outbox.add(opened.roomId, text)
    this.visitor.draft('start', '')
    this.show(opened.id)
    this.live.start()
  }

  show(caseId: number) {
    Object.assign(this.state, { view: 'case', caseId, ended: false, ending: false })
    this.conversation.value?.repair().then(() => this.read(), () => this.live.hurry())
  }

  go(view: View) {
    this.state.view = view
    if (view === 'cases' || view === 'start') this.state.caseId = undefined
  }

  readonly say = (text: string) => this.current.value && this.outbox.add(this.current.value.roomId, text)

  conversationOf(roomId: number): Conversation {
    const known = this.knownConversation(roomId) ?? new Conversation(roomId, this.api)
    this.#conversations.set(roomId, known)
    return known
  }

  /** One that was opened before. */
  knownConversation(roomId: number): Conversation | undefined {
    return this.#conversations.get(roomId)
  }

  setSound(on: boolean) {
    this.state.sound = on
    this.visitor.keeper.set('sound', on ? 'on' : null)
    if (on) playSound()
  }

  /** Until the connection says who the visitor is, what has no author here can only be what they have just sent. */
  readonly isOwn = (authorId: number, author = this.conversation.value?.users.get(authorId)) =>
    author ? author.kind === 'customer' : authorId === (this.visitor.userId ?? authorId)

  /** A message from wherever it came. */
  receive(message: Message, ...users: Profile[]) {
    this.outbox.remove(message.clientId)
    const conversation = this.knownConversation(message.roomId)
    const author = users.find(user => user.id === message.authorId) ?? conversation?.users.get(message.authorId)
    const counts = !this.isOwn(message.authorId, author)
    conversation?.receive(message, ...users)
    this.cases.said(message, counts)
    if (this.current.value?.roomId === message.roomId) this.read()
    if (counts && author) this.announcer.heard(message, author)
  }

  /** What is on the screen counts as read, a moment later. */
  read() {
    clearTimeout(this.#reading)
    this.#reading = setTimeout(() => {
      const [conversation, current] = [this.conversation.value, this.current.value]
      if (!conversation || !current?.unread || !this.seen || this.state.view !== 'case') return
      this.cases.change(current.id, { unread: 0 })
      this.api.put(`/api/rooms/${current.roomId}/read`, { seq: conversation.lastSeq }).catch(() => {})
    }, readAfterMs)
  }

  /** Another person, or nobody: nothing of the one before stays on the screen. `ended`: it was not their wish. */
  forget(ended = false) {
    this.visitor.forget(ended)
    this.live.stop()
    this.cases.forget()
    this.announcer.forget()
    this.outbox.forget()
    this.#conversations.clear()
    Object.assign(this.state, { view: 'start', caseId: undefined, ended, blocked: false })
  }

  /** The server has closed the socket, or takes the token no more: it says why. */
  async #ended() {
    this.live.stop()
    const failure = await failureOf(this.cases.load())
    this.state.blocked = failure?.code === 'forbidden'
    if (failure?.code === 'unauthenticated') this.forget(true)
    else if (!this.state.blocked) this.live.start()
  }

  async enter() {
    try {
      await this.visitor.enter(this.api)
      if (this.visitor.token) await this.#comeBack()
    }
    finally {
      this.state.ready = true
    }
  }

  async #comeBack() {
    try {
      await this.cases.load()
    }
    catch (error) {
      if (isCode(error, 'unauthenticated')) return this.forget(true)
    }
    this.announcer.begin()
    this.outbox.load()
    this.live.start()
    const all = this.cases.all.value
    const open = all.filter(one => one.state === 'open')
    const [only] = open.length > 0 ? open : all
    if (only && (open.length === 1 || all.length === 1)) this.show(only.id)
    else if (all.length > 0) this.go('cases')
  }

  #obey(message: ToFrame) {
    if (message.type === 'shown') {
      this.state.shown = message.shown
      this.#look()
    }
    if (message.type !== 'identify' || !this.visitor.identify(message.identity)) return
    this.forget()
    void this.enter()
  }

  #look() {
    if (!this.seen) return
    this.live.hurry()
    this.read()
  }

  async #refresh() {
    await this.cases.load()
    this.outbox.hurry()
    const [current, conversation] = [this.current.value, this.conversation.value]
    if (current) await Promise.all([conversation?.repair(), this.cases.refresh(current.id)])
    if (conversation) this.announcer.caughtUp(conversation)
    this.read()
  }
}
