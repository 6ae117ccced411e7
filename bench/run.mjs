import { parseArgs } from 'node:util'
import { Crowd } from './crowd.mjs'
import { cpuSeconds, describeMachine, findMariadb } from './machine.mjs'
import { renderReport } from './report.mjs'
import { scenarios } from './scenarios.mjs'
import { startBaseline, startPlaza } from './subjects.mjs'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    processes: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
  },
})
const database = process.env.PLAZA_TEST_DATABASE
if (!database) throw new Error('PLAZA_TEST_DATABASE is not set: run `npm run bench`')
const mariadb = findMariadb(database)

/** One load on one subject, with what it cost. */
async function load(subject, scenario, rate, seconds) {
  const plan = scenario.plan.map(({ reader, room }) => [reader, subject.roomId(room)])
  const before = [cpuSeconds(subject.pid), mariadb ? cpuSeconds(mariadb) : 0]
  const result = await subject.crowd.deliver({ plan, rate, seconds, readersPerRoom: scenario.readersPerRoom })
  const server = cpuSeconds(subject.pid) - before[0]
  const storage = mariadb ? cpuSeconds(mariadb) - before[1] : 0
  return { ...result, offered: rate * scenario.readersPerRoom, server, storage }
}

/** Offers more and more until a subject falls behind; answers the messages a second that it could take. */
async function findCapacity(subject, scenario) {
  let best = 0
  for (let rate = scenario.startRate; ; rate *= 1.4) {
    const { perSecond, offered, problem } = await load(subject, scenario, rate, 2)
    if (problem) throw new Error(`${subject.name}, ${scenario.name}: ${problem}`)
    best = Math.max(best, perSecond / scenario.readersPerRoom)
    process.stderr.write(`  ${subject.name}: ${Math.round(offered)} offered, ${Math.round(perSecond)} delivered a second\n`)
    if (perSecond < 0.85 * offered) return best
  }
}

/** Rounds of the subjects in turn, each offered a tenth more than it can take, so that it is never idle and never drowns. */
async function measure(scenario, subjects) {
  process.stderr.write(`${scenario.name}\n`)
  const capacities = new Map()
  for (const subject of subjects) capacities.set(subject, await findCapacity(subject, scenario))
  const rounds = new Map(subjects.map(subject => [subject, []]))
  let voids = 0
  for (let round = 0; round < Number(options.rounds) + voids && voids < 3; round++) {
    const order = round % 2 ? [...subjects].reverse() : subjects
    for (const subject of order) {
      const result = await load(subject, scenario, capacities.get(subject) * 1.1, Number(options.seconds))
      process.stderr.write(`  ${subject.name}, round ${round + 1}: ${Math.round(result.perSecond)} a second${result.problem ? `, void: ${result.problem}` : ''}\n`)
      if (result.problem) voids++
      else rounds.get(subject).push(result)
    }
  }
  return { scenario, voids, results: subjects.map(subject => ({ name: subject.name, rounds: rounds.get(subject) })) }
}

const subjects = []
try {
  subjects.push(await startBaseline(), await startPlaza())
  for (const subject of subjects) {
    subject.crowd = new Crowd(Number(options.processes))
    await subject.crowd.open(subject.port, subject.readers)
  }
  const measured = []
  for (const scenario of scenarios) if (scenario.name.includes(options.only)) measured.push(await measure(scenario, subjects))
  console.log(renderReport(measured, await describeMachine(database), options))
}
finally {
  for (const { crowd } of subjects) crowd?.end()
  for (const { stop } of subjects) await stop()
}
process.exit(0)
