import { ensureCommand } from './systemPackage.mjs'

/** The path of the Redis server (or Valkey's, which is the same to us); installs it when it is missing. */
export async function ensureRedis() {
  return await ensureCommand({
    commands: ['redis-server', 'valkey-server'],
    title: 'Redis',
    // The "tools" package has the programs alone; the full one would start a service of the whole system.
    aptPackages: ['redis-tools', 'valkey-tools'],
    brewPackage: 'redis',
  })
}
