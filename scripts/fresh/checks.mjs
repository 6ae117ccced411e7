import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../lib/problem.mjs'
import { enterAndWrite } from './guest.mjs'

const minute = 60_000
const text = 'From a machine with nothing on it 🎉'
const needed = ['mariadb-server-core', 'mariadb-client-core']

/**
 * What must hold on a machine with nothing but Node and npm, with the project in its folder `project`. They go on where
 * the one before has stopped; with `alone` they say nothing about the others. `tests` are the arguments of an
 * `npm test` at the end, if there is to be one.
 */
export async function freshChecks(machine, project, { tests }) {
  const port = String(await freePort())
  const url = `http://127.0.0.1:${port}`
  const inside = { cwd: project, env: { HOST: '127.0.0.1', PORT: port } }
  const start = () => machine.start('npm', ['start'], inside)
  let first
  let guest
  const checks = [
    {
      title: 'npm start tells a user without root or sudo what to install',
      alone: true,
      run: () => startWithoutRights(machine, project, inside),
    },
    { title: 'npm start installs what is missing and serves', async run() {
      first = start()
      await first.prints('Plaza is ready on', 30 * minute)
    } },
    { title: 'Each system package was named before it was installed', run: () => expectNamed(first.output) },
    { title: 'A guest enters and writes a message', async run() {
      guest = await enterAndWrite(url, text)
      expectEqual(await guest.texts(), [text])
    } },
    { title: 'A second npm start says that it already runs', async run() {
      const second = start()
      await second.prints(`Plaza already runs on http://localhost:${port}`, minute)
      expectEqual(await second.code(minute), 0)
    } },
    { title: 'SIGTERM stops it and leaves nothing running', run: () => stop(machine, first) },
    { title: 'A third npm start installs nothing and has the message', async run() {
      const again = start()
      await again.prints('Plaza is ready on', minute)
      if (again.output.includes('apt-get')) throw new Problem(again.output)
      expectEqual(await guest.texts(), [text])
      await stop(machine, again)
    } },
  ]
  return tests
    ? [...checks, { title: ['npm test', ...tests].join(' '), run: () => runTests(machine, tests, inside) }]
    : checks
}

async function startWithoutRights(machine, project, inside) {
  await machine.run('chown', ['-R', '1000:1000', project])
  const { code, output } = await machine.run('npm', ['start'], { ...inside, user: 1000 })
  await machine.run('chown', ['-R', '0:0', project])
  const names = output.match(/apt-get install -y --no-install-recommends (.+)/)?.[1]
  if (code === 0 || !needed.every(name => names?.includes(name))) {
    throw new Problem(`It should name ${needed.join(' and ')}, and said:\n${output}`)
  }
}

function expectNamed(output) {
  const command = output.indexOf('apt-get install')
  const done = output.indexOf('✔ Installing')
  const line = output.slice(command).split('\n')[0]
  if (command < 0 || command > done || !needed.every(name => line.includes(name))) throw new Problem(output)
}

async function stop(machine, command) {
  command.signal('SIGTERM')
  const code = await command.code(minute)
  const deadline = Date.now() + 5_000
  while (machine.processes().length > 0 && Date.now() < deadline) await sleep(50)
  const left = machine.processes()
  if (code !== 0 || left.length > 0) {
    throw new Problem([`It ended with ${code}, with these still running:`, ...left, command.lastLines()].join('\n'))
  }
}

async function runTests(machine, tests, inside) {
  const { code, output } = await machine.run('npm', ['test', '--', ...tests], inside)
  if (code !== 0) throw new Problem(output.split('\n').slice(-200).join('\n'))
}

function expectEqual(found, expected) {
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    throw new Problem(`${JSON.stringify(expected)} was expected, and this is there: ${JSON.stringify(found)}`)
  }
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}
