import { describe, expect, test } from 'vitest'
import { createSSRApp, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import MessageMarkup from '../../components/message/markup/MessageMarkup.ts'
import { trueAddress } from '../../components/message/markup/disguise.ts'
import { parse, safeUrl } from '../../components/message/markup/parser.ts'
import { countSigns, hasMarkup } from '../../utils/markup.ts'
import { isMessageBody } from '../../shared/text.ts'
import { leastEffort } from '../support/effort.ts'
import { hostileBodies } from '../support/hostile.ts'

const labels = { code: 'Code', copy: 'Copy', copied: 'Copied' }

async function html(body: string): Promise<string> {
  const all = await renderToString(createSSRApp({ render: () => h(MessageMarkup, { body, labels }) }))
  return all.replace(/^<div class="markup">(.*)<\/div>$/s, '$1')
}

const link = (href: string, text = href, title = href) =>
  `<a href="${href}" title="${title}" target="_blank" rel="noopener noreferrer nofollow">${text}</a>`

/** The elements of the answer, with their attributes; what is not an element is text. */
const elements = (answer: string) =>
  [...answer.matchAll(/<([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/g)].map(([, name = '', attributes = '']) => ({
    name,
    attributes: [...attributes.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)].map(
      ([, key = '', value = '']) => [key, value] as const,
    ),
  }))

const textOf = (answer: string) =>
  answer
    .replace(/<button[^>]*>[^<]*<\/button>/g, '')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', '\'')
    .replaceAll('&amp;', '&')

test.each([
  ['**bold** and __bold__', '<p dir="auto"><strong>bold</strong> and <strong>bold</strong></p>'],
  ['*it* and _it_', '<p dir="auto"><em>it</em> and <em>it</em></p>'],
  ['~~gone~~', '<p dir="auto"><s>gone</s></p>'],
  ['`a < b`', '<p dir="auto"><code>a &lt; b</code></p>'],
  ['one\ntwo\n  three', '<p dir="auto">one\ntwo\n  three</p>'],
  ['one\n\ntwo', '<p dir="auto">one</p><p dir="auto">two</p>'],
  ['- a\n- b\n  - c', '<ul dir="auto"><li>a</li><li>b<ul><li>c</li></ul></li></ul>'],
  ['3. a\n4. b', '<ol dir="auto" start="3"><li>a</li><li>b</li></ol>'],
  ['> a\n> b', '<blockquote dir="auto"><p>a\nb</p></blockquote>'],
  ['see https://plaza.test/a_b_c?d=e&f=g.', `<p dir="auto">see ${link('https://plaza.test/a_b_c?d=e&amp;f=g')}.</p>`],
  ['![a cat](https://plaza.test/cat.png)', `<p dir="auto">${link('https://plaza.test/cat.png', 'a cat')}</p>`],
  [
    'so ![a *cat* [here](https://a.test/)](https://plaza.test/cat.png "Tom")!',
    `<p dir="auto">so ${link('https://plaza.test/cat.png', 'a cat here')}!</p>`,
  ],
  ['![](https://plaza.test/cat.png)', `<p dir="auto">${link('https://plaza.test/cat.png')}</p>`],
  [
    '[![build](https://plaza.test/badge.png)](https://plaza.test/ci)',
    `<p dir="auto">${link('https://plaza.test/ci', 'build')}</p>`,
  ],
  ['[![](https://plaza.test/badge.png)](https://plaza.test/ci)', `<p dir="auto">${link('https://plaza.test/ci')}</p>`],
  ['\\![not](https://plaza.test/)', `<p dir="auto">!${link('https://plaza.test/', 'not')}</p>`],
  ['[notes](https://plaza.test/)', `<p dir="auto">${link('https://plaza.test/', 'notes')}</p>`],
  ['ada@plaza.test', `<p dir="auto">${link('mailto:ada@plaza.test', 'ada@plaza.test')}</p>`],
  ['\\*as typed\\*', '<p dir="auto">*as typed*</p>'],
])('%j is set as Markdown', async (body, answer) => {
  expect(await html(body)).toBe(answer)
})

test.each([
  '# no heading', '1986 was a year', 'a | b\n--|--\n1 | 2', '---', 'main.rs and node.js', 'snake_case_name',
  '2 * 3 * 4', '&amp;', '<b>', '![x](y)', '![x](javascript:y)', 'Wow! [see]', '[a]: https://plaza.test/ x', '//comment',
  'ftp://old.test',
])('%j stays as it was typed', async (body) => {
  expect(textOf(await html(body))).toBe(body)
})

test('an answer below a quote or a list is no part of it', async () => {
  expect(await html('> asked\nanswered')).toBe(
    '<blockquote dir="auto"><p>asked</p></blockquote><p dir="auto">answered</p>',
  )
  expect(await html('- a\n- b\nthat is all')).toBe(
    '<ul dir="auto"><li>a</li><li>b</li></ul><p dir="auto">that is all</p>',
  )
  expect(await html('```\n> shell\nout\n```')).toContain('<code>&gt; shell\nout</code>')
})

test('code is text, and names its language only when that can be coloured', async () => {
  expect(await html('```ts\nconst a = \'<b>\'\n```')).toContain(
    'data-language="tsx"><code>const a = &#39;&lt;b&gt;&#39;</code>',
  )
  expect(await html('```"><script>\nx\n```')).not.toContain('data-language')
})

describe('hostile bodies', () => {
  const allowed: Record<string, string[]> = {
    a: ['href', 'title', 'target', 'rel'],
    blockquote: ['dir'],
    button: ['type', 'class'],
    code: [],
    div: ['class', 'dir'],
    em: [],
    li: [],
    ol: ['dir', 'start', 'class'],
    p: ['dir'],
    pre: ['tabindex', 'role', 'aria-label', 'data-language'],
    s: [],
    strong: [],
    ul: ['dir'],
  }

  test.each(Object.entries(hostileBodies))(
    '%s: only known elements with known attributes, and something to see',
    async (_, body) => {
      expect(isMessageBody(body)).toBe(true)
      const answer = await html(body)
      for (const { name, attributes } of elements(answer)) {
        expect(allowed, name).toHaveProperty(name)
        expect(allowed[name], name).toEqual(expect.arrayContaining(attributes.map(([key]) => key)))
        for (const [key, value] of attributes) {
          if (key === 'href') expect(value).toMatch(/^(https?:\/\/[^@]+|mailto:.+)$/)
        }
      }
      expect(answer.replace(/<\/?[a-z0-9]+(?:\s+[a-z-]+(?:="[^"<>]*")?)*\s*>/g, '')).not.toMatch(/[<>]/)
      expect(textOf(answer).trim()).not.toBe('')
    },
  )

  test('no text is lost, whatever is nested', async () => {
    for (const name of ['quotes', 'quotes with spaces', 'nested lists']) {
      expect(textOf(await html(hostileBodies[name]!)), name).toMatch(/deep$/)
    }
    expect(textOf(await html(`hello\n\n${'>'.repeat(150)} secret`))).toContain('secret')
    expect(await html('[](https://plaza.test/)')).toBe(`<p dir="auto">${link('https://plaza.test/')}</p>`)
  })

  test('a link that shows another address says where it goes', async () => {
    expect(textOf(await html('[https://plaza.test](https://evil.test/login)'))).toBe('https://plaza.test (evil.test)')
    expect(textOf(await html('[plaza.test](https://www.plaza.test/login)'))).toBe('plaza.test')
  })

  test.each([
    ['a zero-width space', 'plaza\u200B.test'],
    ['a word joiner, a soft hyphen and a variation selector', 'pla\u2060za\u00AD.\uFE0Ftest'],
    ['characters that are shown as nothing', 'plaza\u034F.\u3164test\u{E0061}'],
    ['full-width letters', 'ｐｌａｚａ．ｔｅｓｔ'],
    ['mathematical letters', '𝐩𝐥𝐚𝐳𝐚.𝐭𝐞𝐬𝐭'],
    ['an ideographic full stop', 'plaza。test'],
    ['a half-width ideographic full stop', 'plaza｡test'],
    ['a leader of one dot', 'plaza․test'],
    ['a middle dot', 'plaza·test'],
    ['an Arabic full stop', 'plaza۔test'],
    ['fraction slashes', 'https:⁄⁄plaza.test⁄login'],
    ['division slashes', 'https:∕∕intranet∕login'],
    ['a ratio for the colon', 'https∶//plaza.test'],
    ['backslashes', 'https:\\\\\\\\plaza.test'],
    ['an address of IPv4', '192.0.2.7'],
    ['an address of IPv4 with a scheme and a port', 'http://192.0.2.7:8080/login'],
    ['an address of IPv4 as one number', 'http://3221225991/'],
    ['an address of IPv4 in circles', '①⑨②.⓪.②.⑦'],
    ['an address of IPv6', '\\[2001:db8::7\\]'],
    ['an address of IPv6 without brackets', '2001:db8::7'],
    ['a name without a dot', 'https://intranet/login'],
    ['credentials before it', 'https://plaza.test@evil.test/'],
    ['another place after the right one', 'evil.test or plaza.test'],
    ['another place behind a word', 'log in at plaza.test'],
    ['signs of Markdown', '**plaza**.`test`'],
    ['a letter of another script', 'plаza.test'],
    ['marks on its letters', 'plaza\u0332.test'],
    ['another scheme', 'ftp://plaza.test'],
    ['a mailbox elsewhere', 'ada@plaza.test'],
  ])('a text that shows another address by %s carries the hint', async (_, text) => {
    expect(textOf(await html(`[${text}](https://evil.test/login)`))).toMatch(/ \(evil\.test\)$/)
  })

  test.each([
    '\\[bank.com\\]', '//bank.com', '/bank.com', '#bank.com', '?bank.com', 'bank.com=login', 'bank.com&login',
    'bank.com%2Flogin', 'bank.com+', '\\~bank.com\\~', 'url=bank.com', 'next?bank.com', 'x#bank.com', 'bank.com:443',
    'bank.com@evil.test', 'bank.com=https://evil.test', 'https://evil.test@bank.com', 'see evil.test, bank.com',
    'https://bank.com%2F', 'https://\\[bank.com\\]/', 'bank\u0001.com', 'bank.\u0008com', 'bank\uFFFC.com',
    'bank\uFFF9.com', 'bank\u{1D159}.com', 'bank\u200A.com', 'bank\u2006.com', 'bank.\u202Fcom', 'bank\u2E33com',
    'bank\uA60Ecom', 'bank\u{10A50}com', 'bank\u{1ECAE}com', 'bank\u0323com', 'bank.\ncom', 'bank\n.com', 'BANK.\nCOM',
    'ʙᴀɴᴋ.com', 'bank.com\u30CElogin', 'bank.com\u4E3Flogin', 'ВАНК.com', '![bank.com](https://evil.test/x.png)',
    'b*an*k.c~~o~~m',
  ])('the text %j of a link elsewhere carries the hint', async (text) => {
    expect(textOf(await html(`[${text}](https://evil.test/login)`))).toMatch(/ \(evil\.test\)$/)
  })

  test.each([
    ['[bank](https://evil.test)[.com/login](https://evil.test)', 'bank (evil.test).com/login (evil.test)'],
    ['bank[.com](https://evil.test)', 'bank.com (evil.test)'],
    ['[bank](https://evil.test).com', 'bank (evil.test).com'],
    ['**bank**[.com](https://evil.test)', 'bank.com (evil.test)'],
    ['`https://`[intranet](https://evil.test)', 'https://intranet (evil.test)'],
    [
      '[b](https://evil.test)[a](https://evil.test)[nk.co](https://evil.test)[m](https://evil.test)',
      'b (evil.test)a (evil.test)nk.co (evil.test)m (evil.test)',
    ],
    ['![bank](https://evil.test/a)![.com](https://evil.test/b)', 'bank (evil.test).com (evil.test)'],
    ['bank\uFFFC[.com](https://evil.test)', 'bank\uFFFC.com (evil.test)'],
    ['me@[bank.com](mailto:thief@evil.test)', 'me@bank.com (thief@evil.test)'],
    ['me[@bank.com](mailto:thief@evil.test)', 'me@bank.com (thief@evil.test)'],
  ])('%j is read as it stands there', async (body, text) => expect(textOf(await html(body))).toBe(text))

  test.each([
    'See [the docs](https://a.test/x).', '([docs](https://a.test/x))', 'First.[Second](https://a.test/x).Third',
    '请看[文档](https://a.test/x)。谢谢大家', 'src/[main](https://a.test/x)', '[a.test](https://a.test)-based',
    'www.[a.test](https://a.test)', '[a](https://a.test)[b](https://a.test)', 'see https://a.test/x,https://a.test/y',
    '[src/utils/main.ts](https://a.test/x)', '[./main.rs](https://a.test/x)', '[~/notes.txt](https://a.test/x)',
    '[issue #12](https://a.test/x)', '[why? because](https://a.test/x)', '[C++ & C#](https://a.test/x)',
    '[50% off](https://a.test/x)', '[e.g. this](https://a.test/x)', '[a.test/x.html](https://a.test/x)',
    '[a.test#top.html](https://a.test/x)', '[First line.\nSecond](https://a.test/x)', '[10:30:15](https://a.test/x)',
    '[一、二。三](https://a.test/x)', '[một nghìn · mạnh](https://a.test/x)', '[A–Z](https://a.test/x)',
    '[10\u202F000 €](https://a.test/x)', '[ノート](https://a.test/x)', 'https://ノート.test/', 'https://münchen.test/',
    'https://łódź.test/', 'https://größe.test/x', 'https://εταιρεία.test/', 'https://бишкек-новости.test/',
    'https://日本語.test/', '[ada](mailto:ada@a.test)', 'ada@a.test', 'mailto:ada@a.test?subject=Hi',
    '[write to ada@a.test](mailto:ada@a.test?subject=Hi%20there)', 'https://a.test/?next=bank.com&to=x@bank.com',
    'http://[2001:db8::7]:8080/', '[2001:db8::7](http://[2001:db8::7]/)', 'https://a.test:8443/x', '<https://a.test/>',
  ])('the honest %j carries no hint', async body =>
    expect(textOf(await html(body))).not.toMatch(/ \([^()]*(?:test|xn--|@|\])[^()]*\)/),
  )

  test.each([
    ['[the minutes](https://evil.test/)', 'the minutes'],
    ['[evil.test](https://evil.test/)', 'evil.test'],
    ['[EVIL.test/a.html?b=c.d](https://www.evil.test/)', 'EVIL.test/a.html?b=c.d'],
    ['[https://evil.test:8443](https://evil.test:8443/x)', 'https://evil.test:8443'],
    ['[192.0.2.7](http://192.0.2.7/)', '192.0.2.7'],
    ['[пример.test](https://xn--e1afmkfd.test/)', 'пример.test'],
    ['[at 10:30, version 1.2](https://evil.test/)', 'at 10:30, version 1.2'],
    ['[ada@plaza.test](mailto:ada@plaza.test)', 'ada@plaza.test'],
    ['https://evil.test/main.rs?next=plaza.test', 'https://evil.test/main.rs?next=plaza.test'],
    ['https://пример.test/', 'https://пример.test/'],
  ])('%j shows where it leads and needs no hint', async (body, text) => expect(textOf(await html(body))).toBe(text))

  test('a mailbox that is another than the text says carries the hint', async () => {
    expect(textOf(await html('[ada@plaza.test](mailto:ada@evil.test)'))).toBe('ada@plaza.test (ada@evil.test)')
    expect(textOf(await html('[https://plaza.test](mailto:ada@evil.test)'))).toBe('https://plaza.test (ada@evil.test)')
  })

  test.each([
    ['[support@bank.com](mailto:?to=thief@evil.test)', 'support@bank.com (thief@evil.test)'],
    ['[write](mailto:ada@a.test?CC=thief@evil.test)', 'write (ada@a.test, thief@evil.test)'],
    [
      '[support@bank.com](mailto:support@bank.com?to=thief@evil.test)',
      'support@bank.com (support@bank.com, thief@evil.test)',
    ],
    [
      '[support@bank.com](mailto:support@bank.com?%62cc=thief%40evil.test)',
      'support@bank.com (support@bank.com, thief@evil.test)',
    ],
    [
      '[support@bank.com](mailto:support@bank.com,thief@evil.test)',
      'support@bank.com (support@bank.com, thief@evil.test)',
    ],
    ['[support@bank.com](mailto:?subject=x)', 'support@bank.com (mailto:?subject=x)'],
    ['[support@bank.com](mailto:a%E2%80%AEb@evil.test)', 'support@bank.com (a%E2%80%AEb%40evil.test)'],
    ['[ada@plаza.test](mailto:ada@plаza.test)', 'ada@plаza.test (ada@xn--plza-63d.test)'],
  ])('%j names everybody it writes to', async (body, text) => expect(textOf(await html(body))).toBe(text))

  test.each([
    'https://lınkedın.test', 'https://ɡithub.test', 'https://ɑpple.test', 'https://gọogle.test', 'https://ցооɡlе.test',
    'https://օոօ.test', 'https://ᎪᏢᏢᏞᎬ.test', 'https://ꓐꓮꓠꓗ.test', 'https://ВАНК.test', 'https://ΒΑΝΚ.test',
    '[ɑpple.test](https://ɑpple.test)', 'https://www.ɑpple.test/x',
  ])('%j says that its letters are others', async body =>
    expect(textOf(await html(body))).toMatch(/ \((?:www\.)?xn--[a-z0-9-]+\.test\)$/),
  )

  test.each(['\u30CE', '\u4E3F'])('a host in which %j looks like the end of one says what it is', async (slash) => {
    expect(textOf(await html(`https://bank.com${slash}.evil.test`))).toMatch(/ \(bank\.xn--[a-z0-9-]+\.evil\.test\)$/)
  })

  test('an address whose letters only look like the ones of another says what it is', async () => {
    expect(textOf(await html('https://plаza.test/'))).toBe('https://plаza.test/ (xn--plza-63d.test)')
    expect(textOf(await html('https://аррӏе.test/'))).toMatch(/ \(xn--[a-z0-9-]+\.test\)$/)
  })

  test.each([
    '.', 'a.', 'a.bc', '-', ':', '1:', '::1', '@', 'a@', '://', '/', '?', '#', 'a?', '[', '%', '\n', '\n.', 'ﷺ',
    '\u0323com', '\u200A', '\uFFFC', '。', 'á.ß', 'x.Ya',
  ])('a link whose text is piled up %j is judged in proportion', (piece) => {
    const cost = (times: number) => leastEffort(5, () => trueAddress(
      piece.repeat(times), 'https://xn--plza-63d.test/', false,
      { before: piece.repeat(times), after: piece.repeat(times) },
    ))
    const short = Math.floor(4_000 / piece.length)
    cost(short)
    expect(cost(short * 4)).toBeLessThan(cost(short) * 12 + 20)
  })

  // A ratio, so that it does not depend on the machine: four times the text may take about four times as
  // long, not sixteen.
  test.each([
    '[', '*', '_', '~', '>', '> ', '- ', '*a ', '[a](', '` `` ', '\\', '<https://a', '![', 'a@', 'http://a.test/ ',
    '**a*', '(((',
  ])('%j piled up costs in proportion', (bomb) => {
    const cost = (times: number) => leastEffort(7, () => parse(bomb.repeat(times)))
    const short = Math.floor(4_000 / bomb.length)
    cost(short)
    expect(cost(short * 4)).toBeLessThan(cost(short) * 12 + 20)
  })
})

test.each([
  ['https://plaza.test', 'https://plaza.test/'],
  ['HTTP://Plaza.Test/A', 'http://plaza.test/A'],
  ['mailto:ada@plaza.test', 'mailto:ada@plaza.test'],
  ['https://пример.test/', 'https://xn--e1afmkfd.test/'],
])('%s is a link', (address, href) => expect(safeUrl(address)).toBe(href))

test.each([
  'javascript:alert(1)', ' javascript:alert(1)', 'java\nscript:alert(1)', '\u0001javascript:alert(1)',
  'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', 'blob:https://plaza.test/x', 'ftp://plaza.test',
  '//plaza.test', '/rooms/1', 'https:', 'https://', 'https:/\\evil.test', 'https://plaza.test@evil.test/',
  'https://a:b@evil.test/', 'https://plaza.test/\u202Emoc', 'https://pla za.test/', 'https://a\tb.test',
])('%j is no link', address => expect(safeUrl(address)).toBeUndefined())

test('what is shown without the parser holds nothing that the parser would change', () => {
  const pieces = [
    'a', 'B ', ' ', '\n', '\n\n', '-', '+', '*', '_', '~', '`', '>', '1.', '2)', '[', ']', '(', ')', '!', '<', ':', '/',
    '//', 'http', '@', '.', '\\', '\t', '#', '|', '&amp;', 'é', '🙂',
  ]
  let seed = 7
  const next = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
  const plain = new Set(['paragraph_open', 'paragraph_close', 'inline', 'text', 'softbreak'])
  let checked = 0
  for (let round = 0; round < 20_000; round++) {
    const body = Array.from(
      { length: 1 + Math.floor(next() * 9) },
      () => pieces[Math.floor(next() * pieces.length)],
    ).join('')
    if (hasMarkup(body) || !body.trim()) continue
    checked++
    const types = (parse(body) ?? []).flatMap(token => [token.type, ...token.children?.map(child => child.type) ?? []])
    expect(types.filter(type => !plain.has(type)), JSON.stringify(body)).toEqual([])
  }
  expect(checked).toBeGreaterThan(1_000)
})

const filled = (piece: string) => piece.repeat(4_000 / piece.length)
test.each([
  'a*b*\n', '- a\n\n', '1. a\n', '> a\n- b\n', '```\na\n', 'a@b.cc ', 'mailto:a@b.cc ', 'https://a.b ', '<https://a.b>',
  '`a`', '~~a~~', '**a *b ', '> ',
])('what is made of %j is not more than its signs', async (piece) => {
  const body = filled(piece)
  expect(elements(await html(body)).length).toBeLessThanOrEqual(2 * countSigns(body) + 2)
})

test.each([
  'a*b*\n', '- a\n\n', '1. a\n', '[', '<', '[a](', '`a ``b ', '*a **b ', '~~a ~', '://', 'a@', '\\', '_', 'mailto:',
  '<https://', '![[]()',
])('reading %j again and again takes no longer than its length', (piece) => {
  const text = piece.repeat(4_000 / piece.length)
  expect(leastEffort(5, () => parse(text))).toBeLessThan(40)
})
