import { existsSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findCommand } from '../../scripts/lib/command.mjs'
import { mariadbTools } from '../../scripts/lib/mariadbPackage.mjs'
import { Project } from './support/project.ts'

let project: Project

// Two programs of one product in packages of their own, one that was renamed, and one that is there already.
const need = `
import { ensureCommands } from './lib/systemPackage.mjs'
import { main } from './lib/lifecycle.mjs'
const tool = (title, command, ...aptPackages) =>
  ({ title, commands: [command], aptPackages, brewPackage: title.toLowerCase() })
await main(async () => {
  console.log((await ensureCommands([
    tool('Frob', 'plaza-frobd', 'frob-server'), tool('Frob', 'plaza-frob-init', 'frob-server'),
    tool('Frob', 'plaza-frob-defaults', 'frob-client'),
    tool('Knob', 'plaza-knob', 'knob-new', 'knob-old'), tool('Shell', 'sh', 'dash'),
  ])).join(' '))
})
`
// Writes down what it was asked and makes the programs of the packages.
const aptGet = `#!/bin/sh
while [ "\${1#-}" != "$1" ]; do shift 2; done
echo "apt-get $*" >> "$FAKE_APT"
for program in frobd frob-init frob-defaults knob; do
  [ "$1" = install ] && printf '#!/bin/sh\\n' > "$FAKE_BIN/plaza-$program" && chmod +x "$FAKE_BIN/plaza-$program"
done
exit 0
`
// In the language of the machine, as the real one; only one of the two names of the last package exists.
const aptCache = `#!/bin/sh
word=Installationskandidat
[ "$LC_ALL" = C ] && word=Candidate
version=1.0
[ "$2" = knob-new ] && version='(none)'
printf '%s:\\n  Installed: (none)\\n  %s: %s\\n' "$2" "$word" "$version"
`

beforeEach(async () => {
  project = await Project.make()
  project.write('scripts/need.mjs', need)
  project.writeProgram('bin/apt-get', aptGet)
  project.writeProgram('bin/apt-cache', aptCache)
  project.writeProgram('bin/sudo', '#!/bin/sh\n[ "$1" = -n ] && shift\nexec "$@"\n')
})

afterEach(() => project.remove())

async function ensure(env: Record<string, string> = {}): Promise<{ code: unknown, output: string, asked: string[] }> {
  const path = `${project.path('bin')}:/usr/bin:/bin`
  const command = project.run('need', {
    env: {
      PATH: path,
      FAKE_BIN: project.path('bin'),
      FAKE_APT: project.path('apt.log'),
      LANG: 'de_DE.UTF-8',
      LC_ALL: '',
      ...env,
    },
  })
  const code = await command.code()
  return { code, output: command.output, asked: project.read('apt.log').trim().split('\n').filter(Boolean) }
}

describe('programs of the system', () => {
  it('that are missing are installed at once, by names that exist, each named before it happens', async () => {
    const { code, output, asked } = await ensure()
    expect(code, output).toBe(0)
    expect(asked).toEqual([
      'apt-get update -q',
      'apt-get install -y -q --no-install-recommends frob-server frob-client knob-old',
    ])
    expect(output).toContain('Frob, Knob are needed and not installed here.')
    const said = output.indexOf('apt-get install -y -q --no-install-recommends frob-server frob-client knob-old\n')
    expect(said).toBeGreaterThan(0)
    expect(said).toBeLessThan(output.indexOf('Installing Frob, Knob'))
  })

  it('of which one is there without the other are told apart', async () => {
    for (const present of ['plaza-frobd', 'plaza-frob-init', 'plaza-knob']) {
      project.writeProgram(`bin/${present}`, '#!/bin/sh\n')
    }
    expect((await ensure()).asked).toEqual([
      'apt-get update -q', 'apt-get install -y -q --no-install-recommends frob-client',
    ])
  })

  it('can be installed after an installation that was cut short', async () => {
    project.writeProgram('bin/dpkg', '#!/bin/sh\necho "dpkg $*" >> "$FAKE_APT"\n')
    project.write('dpkg/updates/0001', 'half of a change')
    const { code, asked } = await ensure({ DPKG_ADMINDIR: project.path('dpkg') })
    expect(code).toBe(0)
    expect(asked.slice(0, 2)).toEqual(['dpkg --configure -a', 'apt-get update -q'])
  })

  it('that are there are answered, and nothing is installed', async () => {
    await ensure()
    project.write('apt.log', '')
    const { output, asked } = await ensure()
    expect(asked).toEqual([])
    const made = ['frobd', 'frob-init', 'frob-defaults', 'knob'].map(name => project.path('bin', `plaza-${name}`))
    expect(output).toBe(`${made.join(' ')} ${findCommand('sh')}\n`)
  })

  it('that are missing where nothing can be installed are named all at once, with the command to type', async () => {
    const { code, output } = await ensure({ PATH: project.path('empty') })
    expect(code).toBe(1)
    expect(output).toContain('sudo apt-get install -y --no-install-recommends frob-server frob-client knob-new dash\n')
    expect(existsSync(project.path('apt.log'))).toBe(false)
  })

  it('of MariaDB are those of both packages', () => {
    expect(mariadbTools.map(({ commands, aptPackages }) => [commands[0], aptPackages[0]])).toEqual([
      ['mariadbd', 'mariadb-server-core'],
      ['mariadb-install-db', 'mariadb-server-core'],
      ['my_print_defaults', 'mariadb-client-core'],
    ])
  })
})
