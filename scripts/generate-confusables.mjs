/**
 * Makes server/services/users/confusables.json from Unicode's own security/confusables.txt (UTS 39, Unicode License V3):
 *   node scripts/generate-confusables.mjs path/to/confusables.txt
 * Only characters that survive the folding of names (NFKC, lower case) are kept: no other can stand in a key.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const character = hexes => String.fromCodePoint(...hexes.trim().split(/\s+/).map(hex => Number.parseInt(hex, 16)))
const survives = text => text.normalize('NFKC').toLowerCase().normalize('NFD').includes(text)

const source = readFileSync(process.argv[2], 'utf8')
const pairs = source.split('\n')
  .map(line => line.split('#')[0].split(';'))
  .filter(fields => fields.length >= 2)
  .map(([from, to]) => [character(from), character(to)])
  .filter(([from]) => survives(from))
const lines = pairs.map(([from, to]) => `  ${JSON.stringify(from)}: ${JSON.stringify(to)}`)
writeFileSync(new URL('../server/services/users/confusables.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`)
console.log(`${lines.length} characters`)
