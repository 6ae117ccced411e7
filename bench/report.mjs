/** The measurements as Markdown: medians over the rounds, and what Plaza is to the bare loop. */
export function renderReport(measured, machine, { rounds, seconds, processes }) {
  return [
    '# Deliveries',
    '',
    machine,
    `- Medians of ${rounds} rounds of ${seconds} s, the subjects in turn. Open loop: `
    + 'messages are sent by the clock, whatever comes back, at the rate that the subject was found to take;',
    `  a round ends when every reader has every message. Each reader (${processes} processes on the same machine) `
    + `checks that \`seq\` goes up by one; a round with a missing, doubled or misplaced delivery is void, `
    + 'and the next one is offered less.',
    '- Deliveries/s as measured depend on the readers too, which share the machine. '
    + 'Deliveries per second of server CPU do not: that is what one core of a server could do with the readers '
    + 'elsewhere.',
    '',
    '| | | deliveries/s | × | server CPU per delivery | deliveries per server CPU second | × | MariaDB CPU per '
    + 'delivery |',
    '|---|---|--:|--:|--:|--:|--:|--:|',
    ...measured.flatMap(renderScenario),
    '',
    ...measured.map(renderVerdict),
  ].join('\n')
}

/** One line for each other measure. */
export function renderMeasures(lines, machine) {
  return [
    '',
    '# The rest',
    '',
    machine,
    '',
    '| Measure | Figure | Reach | |',
    '|---|--:|--:|---|',
    ...lines.map(({ name, figure, reach, met }) =>
      `| ${name} | ${figure} | ${reach} | ${met ? 'met' : '**missed**'} |`,
    ),
  ].join('\n')
}

function renderScenario({ scenario, results }) {
  const [base] = results.map(summary)
  return results.map((result, n) => {
    const { perSecond, perDelivery, perCpuSecond, storage } = summary(result)
    const times = (value, reference) => n === 0 ? '1' : `**${(value / reference).toFixed(2)}**`
    return `| ${n === 0 ? scenario.name : ''} | ${results[n].subject.name} | ${whole(perSecond)} | `
      + `${times(perSecond, base.perSecond)} | ${micro(perDelivery)} | ${whole(perCpuSecond)} | `
      + `${times(perCpuSecond, base.perCpuSecond)} | ${n === 0 ? '' : micro(storage)} |`
  })
}

function renderVerdict({ scenario, results }) {
  const voids = results.reduce((sum, result) => sum + result.voids, 0)
  const [base, plaza, socketIo] = results.map(summary)
  const against = (name, other, goal) => {
    const measured = plaza.perSecond / other.perSecond
    const costed = plaza.perCpuSecond / other.perCpuSecond
    const met = value => value >= goal ? 'met' : 'MISSED'
    return `- ${scenario.name} against ${name}: at least ${goal} × wanted; `
      + `as measured ${measured.toFixed(2)} × (${met(measured)}), `
      + `by server CPU ${costed.toFixed(2)} × (${met(costed)}).`
  }
  return [
    against('bare `ws`', base, scenario.goal),
    against('Socket.IO', socketIo, scenario.socketIoGoal),
    `  Void rounds: ${voids}.`,
  ].join('\n')
}

function summary({ rounds }) {
  return {
    perSecond: median(rounds.map(round => round.perSecond)),
    perDelivery: median(rounds.map(round => round.server / round.delivered)),
    perCpuSecond: median(rounds.map(round => round.delivered / round.server)),
    storage: median(rounds.map(round => round.storage / round.delivered)),
  }
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

const whole = value => Math.round(value).toLocaleString('en')
const micro = seconds => `${(seconds * 1e6).toFixed(2)} µs`
