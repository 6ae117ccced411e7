const lineSigns = /^[ \t>]+/gm
const signs = /[*_~`]+/g
const title = /[ \n](?:"[^"]*"|'[^']*')(?=[ \n]*\))/g
const angled = /\]\(<[^<>\n]*>/g

/**
 * A message roughly as it is read once its Markdown is set: signs between letters and the targets of links are gone,
 * so that `bad**word**` and `[bad](…)word` are one word. Nearly all of what the parser would take for text is kept;
 * it costs a few passes over the text, whatever is in it.
 */
export function readMessage(body: string): string {
  const lines = body.replaceAll('\u2800', ' ').replace(lineSigns, '')
  const untargeted = withoutTargets(lines)
  const runs = untargeted.match(signs)?.filter(isMarkup).length ?? 0
  return runs > 1 ? untargeted.replace(signs, run => isMarkup(run) ? '' : run) : untargeted
}

/** Single underscores between letters and single tildes are text (CommonMark 0.31 §6.2). */
function isMarkup(run: string): boolean {
  return run.includes('*') || run.includes('`') || run.includes('~~')
}

/** Without what is in the parentheses behind a link, and without the brackets around its text. */
function withoutTargets(text: string): string {
  if (!text.includes('](')) return text
  const plain = text.replace(title, '').replace(angled, '](').replaceAll(/\\[()]/g, '')
  const targets = targetsIn(plain)
  if (targets.length === 0) return text
  const kept: string[] = []
  let from = 0
  for (const [start, end] of targets) {
    if (start >= from) kept.push(plain.slice(from, start))
    from = Math.max(from, end)
  }
  return [...kept, plain.slice(from)].join('').replaceAll(/!?\[|\]/g, '')
}

/** From each `](` to the parenthesis that closes it, in order. */
function targetsIn(text: string): [start: number, end: number][] {
  const open: number[] = []
  const targets: [number, number][] = []
  for (const { 0: sign, index } of text.matchAll(/[()]/g)) {
    if (sign === '(') open.push(index)
    else {
      const start = open.pop()
      if (start !== undefined && text[start - 1] === ']') targets.push([start - 1, index + 1])
    }
  }
  return targets.sort(([one], [two]) => one - two)
}
