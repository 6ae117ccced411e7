import type { Token } from 'markdown-it'
import type { FunctionalComponent, VNode, VNodeArrayChildren } from 'vue'
import { h } from 'vue'
import { isVisible } from '#shared/text'
import { trueAddress } from './disguise'
import type { Surroundings } from './disguise'
import type { CodeLabels } from './MessageCode'
import { MessageCode } from './MessageCode'
import type { FindMention } from './mention'
import { withMentions } from './mention'
import { parse, safeUrl } from './parser'
import { PlainText } from './PlainText'

type Children = VNodeArrayChildren
/** So many tokens, and characters, may lie between two parts of an address. */
const nearby = 64

type Around = () => Surroundings
type Open = (children: Children, token: Token, around: Around) => VNode | Children

// The direction is found once for the whole of a block: `auto` looks past children that have one of their own.
const auto = ({ level }: Token) => level === 0 ? { dir: 'auto' } : {}

/** All that a message may contain; a token that is not named here is shown as text. */
const opens: Record<string, Open> = {
  paragraph_open: (children, token) => token.hidden ? children : h('p', auto(token), children),
  blockquote_open: (children, token) => h('blockquote', auto(token), children),
  bullet_list_open: (children, token) => h('ul', auto(token), children),
  ordered_list_open: (children, token) => {
    const start = Number(token.attrGet('start') ?? 1)
    const inside = start + children.length > 99 ? { class: 'inside' } : {}
    return h('ol', { ...auto(token), start: start === 1 ? undefined : start, ...inside }, children)
  },
  list_item_open: children => h('li', children),
  strong_open: children => h('strong', children),
  em_open: children => h('em', children),
  s_open: children => h('s', children),
  link_open: (children, token, around) =>
    link(String(token.attrGet('href') ?? ''), children, around, token.info === 'auto'),
}

/** What the tokens alone do not say. */
interface Context { labels: CodeLabels, mention?: FindMention }

type Leaf = (token: Token, context: Context, inLink: boolean, around: Around) => VNode | string | Children

const leaves: Record<string, Leaf> = {
  inline: (token, context) => render(token.children ?? [], context),
  text: (token, { mention }, inLink) => inLink ? token.content : withMentions(token.content, mention),
  softbreak: () => '\n',
  hardbreak: () => '\n',
  code_inline: token => h('code', token.content),
  image: (token, _context, inLink, around) =>
    inLink ? altOf(token) : link(String(token.attrGet('src') ?? ''), [altOf(token)], around),
  fence: (token, { labels }) => h(MessageCode, { code: token.content.replace(/\n$/, ''), info: token.info, labels }),
}

/** `auto`: its text is the address itself. */
function link(address: string, children: Children, around: Around, auto = false): VNode | Children {
  const href = safeUrl(address)
  if (!href) return children
  const text = textOf(children)
  const hint = trueAddress(text, href, auto, around())
  const shown = h(
    'a',
    { href, title: href, target: '_blank', rel: 'noopener noreferrer nofollow' },
    isVisible(text) ? children : href,
  )
  return hint ? [shown, ` (${hint})`] : shown
}

/** What a picture would be called: nothing is loaded from elsewhere, a link leads to it. */
function altOf({ children }: Token): string {
  return (children ?? [])
    .map(child => (child.children ? altOf(child) : child.type === 'softbreak' ? ' ' : child.content))
    .join('')
}

function textOf(children: Children): string {
  return children.map((child) => {
    if (typeof child === 'string') return child
    const inner = child && typeof child === 'object' && !Array.isArray(child) ? child.children : child
    return typeof inner === 'string' ? inner : Array.isArray(inner) ? textOf(inner) : ''
  }).join('')
}

/**
 * The text beside the tokens of a link, as far as one can take it for a part of the link: to a space, and not without
 * end.
 */
function surroundings(tokens: Token[], first: number, last: number): Surroundings {
  const around = { before: '', after: '' }
  const [start, end] = [Math.max(0, first - nearby), Math.min(tokens.length, last + 1 + nearby)]
  for (let at = first - 1; at >= start && isOneWord(around.before); at--) {
    around.before = shownBy(tokens[at]) + around.before
  }
  for (let at = last + 1; at < end && isOneWord(around.after); at++) around.after += shownBy(tokens[at])
  return around
}

function isOneWord(text: string): boolean {
  return text.length < nearby && !/[ \n]/.test(text)
}

function shownBy(token: Token | undefined): string {
  if (!token || token.nesting !== 0) return ''
  if (token.type === 'softbreak' || token.type === 'hardbreak') return '\n'
  return token.type === 'image' ? altOf(token) : token.content
}

function render(tokens: Token[], context: Context): Children {
  const stack: Children[] = [[]]
  const opened: { token: Token, at: number }[] = []
  const add = (node: VNode | string | Children) => stack.at(-1)?.push(...Array.isArray(node) ? node : [node])
  for (const [at, token] of tokens.entries()) {
    if (token.nesting === 1) {
      opened.push({ token, at })
      stack.push([])
    }
    else if (token.nesting === -1) {
      const children = stack.pop() ?? []
      const opener = opened.pop()
      const around = () => surroundings(tokens, opener?.at ?? at, at)
      add(opener ? opens[opener.token.type]?.(children, opener.token, around) ?? children : children)
    }
    else {
      const inLink = opened.some(open => open.token.type === 'link_open')
      add(leaves[token.type]?.(token, context, inLink, () => surroundings(tokens, at, at)) ?? token.content)
    }
  }
  return stack[0] ?? []
}

/**
 * A body as Markdown. No HTML, no images: elements are made one by one from the tokens of the parser, text stays
 * text.
 */
const MessageMarkup: FunctionalComponent<{ body: string } & Context> = ({ body, labels, mention }) => {
  const tokens = parse(body)
  return tokens ? h('div', { class: 'markup' }, render(tokens, { labels, mention })) : h(PlainText, { body, mention })
}
MessageMarkup.props = ['body', 'labels', 'mention']

export default MessageMarkup
