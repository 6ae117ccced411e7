import { ensureCommand } from './systemPackage.mjs'

/** The path of HAProxy; installs it when it is missing. */
export async function ensureHaproxy() {
  return await ensureCommand({ commands: ['haproxy'], title: 'HAProxy', aptPackages: ['haproxy'], brewPackage: 'haproxy' })
}
