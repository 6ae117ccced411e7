import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect } from 'vitest'
import type { ActorOptions } from './actor.ts'
import { Actor } from './actor.ts'
import { group, member } from './cast.ts'
import type { Verdict } from './checker.ts'
import { check, renderVerdicts } from './checker.ts'
import { readMetrics } from './metrics.ts'
import type { NodesOptions } from './nodes.ts'
import { Nodes } from './nodes.ts'
import { until, within } from './until.ts'

const recoveryMs = 10_000

export interface Storm {
  nodes: Nodes
  /** Faults happen here while the load is on; returns when they are over. */
  strike: (load: Load) => Promise<void>
  people?: number
  options?: ActorOptions
}

export interface Load {
  actors: Actor[]
  acked: () => number
  /** Waits for more acks. */
  more: (count: number) => Promise<void>
}

/**
 * People write to three rooms, on all nodes, while something breaks. Afterwards everybody must be acked again within
 * 10 s, and the logs of all clients are held against the database.
 */
export async function weather({
  nodes,
  strike,
  people = 6,
  options = {},
}: Storm): Promise<{ verdict: Verdict, load: Load }> {
  const server = nodes.first
  const cast = await Promise.all(Array.from({ length: people }, (_, n) => member(server, `p${n}`)))
  const mallory = await member(server, 'mallory')
  const rooms: number[] = []
  for (const owner of cast.slice(0, 3)) {
    const others = cast.filter(one => one !== owner)
    rooms.push((await group(owner, others, 'private')).id)
  }
  const before = await Promise.all(nodes.servers.map(readMetrics))
  const { origins } = nodes
  const actors = cast.map((person, n) => new Actor(person, rooms, origins, n, options))
  const outsiders = nodes.servers.map((_, n) => new Actor(mallory, [], origins, n, { silent: true }))
  const everybody = [...actors, ...outsiders]
  const runs = Promise.all(everybody.map(actor => actor.run()))
  const load = loadOf(actors)
  await load.more(100)
  const deleter = deleteNowAndThen(nodes, actors)
  await strike(load)
  const verdict: Verdict = {}
  await recovered(actors).catch((error: Error) => verdict.recovery = error.message)
  deleter.stop()
  await deleter.done
  actors.forEach(actor => actor.quiet())
  await until('every message to be answered', () => actors.every(actor => actor.unanswered === 0), 20_000).catch(
    (error: Error) => (verdict.recovery ??= error.message),
  )
  Object.assign(verdict, await check(server, actors, outsiders, rooms))
  everybody.forEach(actor => actor.end())
  await within(20_000, 'every client to leave', runs)
  const leak = await leftOver(nodes, before).catch((error: Error) => error.message)
  if (leak) verdict['base line'] = leak
  return { verdict, load }
}

type Strike = (load: Load, nodes: Nodes) => Promise<void>

/** A function for storms over nodes of their own. At the end of the file it prints what became of each. */
export function useStorms() {
  const verdicts: [string, Verdict][] = []
  afterAll(() => console.log(renderVerdicts(verdicts)))
  return async (name: string, options: Omit<NodesOptions, 'name'>, strike: Strike, more: Partial<Storm> = {}) => {
    const nodes = new Nodes()
    try {
      await nodes.start({ name: `storm-${name.replaceAll(/\W+/g, '-')}`, ...options })
      const { verdict } = await weather({ nodes, strike: load => strike(load, nodes), ...more })
      verdicts.push([name, verdict])
      expectFair(verdict)
    }
    finally {
      await nodes.stop()
    }
  }
}

export function expectFair(verdict: Verdict): void {
  expect(verdict).toEqual({})
}

function loadOf(actors: Actor[]): Load {
  const acked = () => actors.reduce((sum, actor) => sum + actor.acked, 0)
  return {
    actors,
    acked,
    async more(count) {
      const goal = acked() + count
      await until(`${count} more acks`, () => acked() >= goal, 30_000)
    },
  }
}

async function recovered(actors: Actor[]): Promise<void> {
  const healed = performance.now()
  await until('everybody to be acked again', () => actors.every(actor => actor.lastAckAt > healed), recoveryMs)
}

/** One of a person's own messages goes, a few times a second; whether it worked the database says. */
function deleteNowAndThen(nodes: Nodes, actors: Actor[]) {
  let going = true
  const done = (async () => {
    for (let n = 0; going; n++) {
      const actor = actors[n % actors.length]!
      const one = actor.log.find(candidate => candidate.seq && !actor.view(candidate.roomId).deleted.has(candidate.seq))
      const client = actor.client.twin()
      client.origin = nodes.servers[n % nodes.servers.length]!.origin
      if (one) await client.delete(`/api/rooms/${one.roomId}/messages/${one.seq}`).catch(() => undefined)
      await sleep(150)
    }
  })()
  return { stop: () => going = false, done }
}

/** Sockets, queue and pools are as before; handles may be a few more (keep-alive connections of the test itself). */
async function leftOver(nodes: Nodes, before: Map<string, number>[]): Promise<string | undefined> {
  const of = (metrics: Map<string, number>, name: string) => metrics.get(`plaza_${name}`) ?? 0
  let problem: string | undefined
  await until('everything to be given back', async () => {
    const after = await Promise.all(nodes.servers.map(readMetrics))
    problem = after.map((now, n) => {
      const left = [
        'connections', 'writer_queue_length', 'pool_chat_lent', 'pool_identity_lent', 'pool_writer_lent',
      ].filter(name => of(now, name) > of(before[n]!, name))
      const growth = of(now, 'process_resident_memory_bytes') - of(before[n]!, 'process_resident_memory_bytes')
      const memory = growth > 300 * 2 ** 20 ? [`${Math.round(growth / 2 ** 20)} MB`] : []
      return [...left, ...memory].join(', ')
    }).find(text => text)
    return !problem
  }, 15_000).catch(() => undefined)
  return problem
}
