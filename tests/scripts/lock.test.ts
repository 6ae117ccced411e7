import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { abstractAddress } from '../../scripts/lib/lock.mjs'
import { until } from '../support/until.ts'
import { Project } from './support/project.ts'

let project: Project

// Takes the lock, says how that went and keeps it until it is killed.
const holder = `
import { takeLock } from './lib/lock.mjs'
const lock = await takeLock('plaza', () => ({ url: 'here' }))
console.log(lock.taken ? 'taken' : 'held by ' + (lock.holder.pid ?? 'somebody'))
if (lock.taken) setInterval(() => {}, 1_000)
`

beforeEach(async () => {
  project = await Project.make()
  project.write('scripts/hold.mjs', holder)
})

afterEach(() => project.remove())

describe('the lock of a folder', () => {
  it('is free again when its holder is killed', async () => {
    const first = project.run('hold')
    await first.prints('taken')
    const second = project.run('hold')
    expect(await second.code()).toBe(0)
    expect(second.output).toBe(`held by ${first.pid}\n`)
    first.signal('SIGKILL')
    await first.code()
    await project.run('hold').prints('taken')
  })

  it('has an address that every version of Node takes as it is', () => {
    for (const name of ['test', 'a-longer-name']) {
      expect(Buffer.byteLength(abstractAddress(`plaza-4294967295-${'f'.repeat(32)}-${name}`))).toBe(108)
    }
  })

  it('stays with a holder that does not answer', async () => {
    const first = project.run('hold')
    await first.prints('taken')
    first.signal('SIGSTOP')
    const second = project.run('hold')
    expect(await second.code()).toBe(0)
    expect(second.output).toBe('held by somebody\n')
  })

  it('goes to exactly one of many that find it left behind', async () => {
    const first = project.run('hold')
    await first.prints('taken')
    first.signal('SIGKILL')
    await first.code()
    const crowd = Array.from({ length: 6 }, () => project.run('hold'))
    await until('an answer from each', () => crowd.every(one => one.output !== ''))
    expect(crowd.filter(one => one.output === 'taken\n')).toHaveLength(1)
  })
})
