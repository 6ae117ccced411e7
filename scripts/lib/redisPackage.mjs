import { ensureCommand } from './systemPackage.mjs'

export const redisTool = {
  // Debian's tools package brings the server under the name of its checker: one program, which acts by
  // the name it is called with.
  commands: ['redis-server', 'valkey-server', 'redis-check-rdb', 'valkey-check-rdb'],
  title: 'Redis',
  // The "tools" package has the programs alone; the full one would start a service of the whole system.
  aptPackages: ['redis-tools', 'valkey-tools'],
  brewPackage: 'redis',
}

/** The path of the Redis server (or Valkey's, which is the same to us); installs it when it is missing. */
export async function ensureRedis() {
  return await ensureCommand(redisTool)
}
