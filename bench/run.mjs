import { parseArgs } from 'node:util'
import { Crowd } from './crowd.mjs'
import { cpuSeconds, describeMachine, findMariadb } from './machine.mjs'
import { measures } from './measures.mjs'
import { renderMeasures, renderReport } from './report.mjs'
import { scenarios } from './scenarios.mjs'
import { startBaseline, startPlaza, startSocketIo } from './subjects.mjs'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    processes: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    /** Only the measures, without the deliveries; or only the deliveries. */
    part: { type: 'string', default: '' },
  },
})
const database = process.env.PLAZA_TEST_DATABASE
if (!database) throw new Error('PLAZA_TEST_DATABASE is not set: run `npm run bench`')
const mariadb = findMariadb(database)
const maxVoids = 4

/** One load on one subject, with what it cost. */
async function load(subject, scenario, rate, seconds) {
  const plan = scenario.plan.map(({ reader, room }) => [reader, subject.roomId(room)])
  const before = [cpuSeconds(subject.pid), mariadb ? cpuSeconds(mariadb) : 0]
  const result = await subject.crowd.deliver({ plan, rate, seconds, readersPerRoom: scenario.readersPerRoom })
  const server = cpuSeconds(subject.pid) - before[0]
  const storage = mariadb ? cpuSeconds(mariadb) - before[1] : 0
  return { ...result, offered: rate * scenario.readersPerRoom, server, storage }
}

/**
 * Offers more and more until a subject falls behind or refuses, then goes back and nearer in smaller steps (a
 * sixteenth of an octave in the end, so that no subject is told by the height of a step); answers the messages a
 * second that it could take.
 */
async function findCapacity(subject, scenario) {
  let best = 0
  let [taken, refused] = [0, Infinity]
  let rate = scenario.startRate
  for (let near = 0; near < 3; near += Number.isFinite(refused)) {
    const { perSecond, offered, problem } = await load(subject, scenario, rate, 2)
    process.stderr.write(
      `  ${subject.name}: ${Math.round(offered)} offered, `
      + `${Math.round(perSecond)} delivered a second${problem ? ` (${problem})` : ''}\n`,
    )
    if (!problem) best = Math.max(best, perSecond / scenario.readersPerRoom)
    if (problem || perSecond < 0.85 * offered) refused = rate
    else taken = rate
    rate = Number.isFinite(refused) ? Math.sqrt(Math.max(taken, scenario.startRate / 4) * refused) : rate * 1.4
  }
  return best
}

/** Rounds of the subjects in turn, each offered what it was found to take. After a void round it is offered less. */
async function measure(scenario, subjects) {
  process.stderr.write(`${scenario.name}\n`)
  const trials = []
  for (const subject of subjects) {
    trials.push({ subject, rate: await findCapacity(subject, scenario), rounds: [], voids: 0 })
  }
  while (trials.some(isUnfinished)) {
    for (const trial of trials.filter(isUnfinished)) await measureRound(scenario, trial)
    trials.reverse()
  }
  return { scenario, results: subjects.map(subject => trials.find(trial => trial.subject === subject)) }
}

function isUnfinished({ subject, rounds, voids }) {
  if (voids > maxVoids) throw new Error(`${subject.name}: too many void rounds`)
  return rounds.length < Number(options.rounds)
}

async function measureRound(scenario, trial) {
  const { subject, rounds, rate } = trial
  const result = await load(subject, scenario, rate, Number(options.seconds))
  process.stderr.write(
    `  ${subject.name}: ${Math.round(result.offered)} offered, ${Math.round(result.perSecond)} delivered a `
    + `second${result.problem ? `, void: ${result.problem}` : ''}\n`,
  )
  if (!result.problem) return rounds.push(result)
  trial.voids++
  trial.rate *= 0.8
}

async function measureDeliveries() {
  const subjects = []
  try {
    subjects.push(await startBaseline(), await startPlaza(), await startSocketIo(database))
    for (const subject of subjects) {
      subject.crowd = new Crowd(Number(options.processes))
      await subject.crowd.open(subject.port, subject.readers)
    }
    const measured = []
    for (const scenario of scenarios) {
      if (scenario.name.includes(options.only)) measured.push(await measure(scenario, subjects))
    }
    return measured
  }
  finally {
    for (const { crowd } of subjects) crowd?.end()
    for (const { stop } of subjects) await stop()
  }
}

/** A measure that cannot be made says why in its line, and the others go on. */
async function measureRest() {
  const lines = []
  for (const [name, work] of Object.entries(measures)) {
    if (!name.includes(options.only)) continue
    process.stderr.write(`${name}\n`)
    lines.push(
      ...await work({ rounds: Number(options.rounds) }).catch(error => [
        { name, figure: `not measured: ${error.message.split('\n')[0]}`, reach: '', met: false },
      ]),
    )
  }
  return lines
}

const machine = await describeMachine(database)
if (options.part !== 'measures') console.log(renderReport(await measureDeliveries(), machine, options))
if (options.part !== 'deliveries') console.log(renderMeasures(await measureRest(), machine))
process.exit(0)
