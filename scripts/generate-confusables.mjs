/**
 * Makes server/services/users/confusables.json from Unicode's own security/confusables.txt (UTS 39,
 * Unicode License V3):
 *   node scripts/generate-confusables.mjs path/to/confusables.txt
 * Only characters that survive NFKC are kept: no other is looked up. What the present table has and the source has not
 * stays, so that a source older than the table takes nothing away.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const character = hexes => String.fromCodePoint(...hexes.trim().split(/\s+/).map(hex => Number.parseInt(hex, 16)))
const survives = text => text.normalize('NFKC').normalize('NFD').includes(text)

const target = new URL('../server/services/users/confusables.json', import.meta.url)
const present = JSON.parse(readFileSync(target, 'utf8'))
const source = readFileSync(process.argv[2], 'utf8').replace(/^\uFEFF/, '')
const pairs = source.split('\n')
  .map(line => line.split('#')[0].split(';'))
  .filter(fields => fields.length >= 2)
  .map(([from, to]) => [character(from), character(to)])
  .filter(([from]) => survives(from))
const table = { ...Object.fromEntries(pairs), ...present }
const lines = Object.entries(table)
  .sort(([one], [two]) => one.codePointAt(0) - two.codePointAt(0))
  .map(([from, to]) => `  ${JSON.stringify(from)}: ${JSON.stringify(to)}`)
writeFileSync(target, `{\n${lines.join(',\n')}\n}\n`)
console.log(`${lines.length} characters`)
