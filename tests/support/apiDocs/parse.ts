/** One side of an exchange: the headers that the page shows, and the body as it is written. */
export interface Part {
  headers: [name: string, value: string][]
  body: string
}

export interface HttpExample {
  kind: 'http'
  line: number
  method: string
  path: string
  as: string
  request: Part
  answer: Part & { status: number, byType: string[] }
  /** Where the answer stands in the page, with its fences. */
  span: [start: number, end: number]
}

export interface SocketStep {
  line: number
  person: string
  direction: '→' | '←'
  text: string
}

export interface SocketExample {
  kind: 'socket'
  line: number
  steps: SocketStep[]
  byType: string[]
  span: [start: number, end: number]
}

export type Example = HttpExample | SocketExample

interface Fence {
  line: number
  language: string
  byType: string[]
  text: string
  span: [start: number, end: number]
}

const requestLine = /^(GET|HEAD|POST|PUT|PATCH|DELETE) (\/\S*)(?: as ([a-z]+))?$/
const statusLine = /^HTTP\/1\.1 (\d{3})\b/
const stepLine = /^([a-z]+) +([→←]) +(.*)$/

/**
 * The examples of a page, in its order. An `http` block that begins with a request is followed by one that begins with
 * `HTTP/1.1` and a status; a `ws` block holds what people send (→) and receive (←). Keys named after `by type:` in the
 * first line of a block, which is not shown, differ from run to run; those with a `?` may be missing. Throws for a
 * block that is neither.
 */
export function parsePage(page: string): Example[] {
  const fences = fencesOf(page)
  const examples: Example[] = []
  for (let n = 0; n < fences.length; n++) {
    const fence = fences[n]!
    if (fence.language === 'ws') examples.push(socketExample(fence))
    else examples.push(httpExample(fence, fences[++n]))
  }
  return examples
}

/** The blocks that are examples. */
function fencesOf(page: string): Fence[] {
  return [...page.matchAll(/^```(\w*)([^\n]*)\n([^]*?)^```$/gm)].map((match): Fence => {
    const [all, language = '', info = '', text = ''] = match
    const [, keys = ''] = /by type: (.*)/.exec(info) ?? []
    return {
      line: page.slice(0, match.index).split('\n').length,
      language,
      byType: keys.split(',').map(key => key.trim()).filter(Boolean),
      text: text.trimEnd(),
      span: [match.index, match.index + all.length],
    }
  }).filter(({ language }) => language === 'http' || language === 'ws')
}

function httpExample(request: Fence, answer: Fence | undefined): HttpExample {
  const [first = '', ...rest] = request.text.split('\n')
  const [, method, path, as = 'nobody'] = requestLine.exec(first) ?? []
  if (!method || !path) throw new Error(`line ${request.line}: no request such as "GET /api/rooms as grace"`)
  const [answerFirst = '', ...answerRest] = answer?.text.split('\n') ?? []
  const [, status] = statusLine.exec(answerFirst) ?? []
  if (!answer || !status) throw new Error(`line ${request.line}: no answer such as "HTTP/1.1 200 OK" follows`)
  return {
    kind: 'http',
    line: request.line,
    method,
    path,
    as,
    request: partOf(rest),
    answer: { ...partOf(answerRest), status: Number(status), byType: answer.byType },
    span: answer.span,
  }
}

function partOf(lines: string[]): Part {
  const empty = lines.indexOf('')
  const head = empty < 0 ? lines : lines.slice(0, empty)
  const headers = head.map((line): [string, string] => {
    const colon = line.indexOf(': ')
    if (colon < 0) throw new Error(`no header: ${line}`)
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)]
  })
  return { headers, body: empty < 0 ? '' : lines.slice(empty + 1).join('\n') }
}

function socketExample({ line, text, byType, span }: Fence): SocketExample {
  const steps: SocketStep[] = []
  text.split('\n').forEach((row, n) => {
    const [, person, direction, rest = ''] = stepLine.exec(row) ?? []
    const last = steps.at(-1)
    if (person && (direction === '→' || direction === '←')) {
      steps.push({ line: line + n + 1, person, direction, text: rest })
    }
    else if (last) last.text += `\n${row}`
    else throw new Error(`line ${line}: no step such as "grace → {…}"`)
  })
  return { kind: 'socket', line, steps, byType, span }
}
