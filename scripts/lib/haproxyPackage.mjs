import { ensureCommand } from './systemPackage.mjs'

export const haproxyTool = { commands: ['haproxy'], title: 'HAProxy', aptPackages: ['haproxy'], brewPackage: 'haproxy' }

/** The path of HAProxy; installs it when it is missing. */
export async function ensureHaproxy() {
  return await ensureCommand(haproxyTool)
}
