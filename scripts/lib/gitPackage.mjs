import { ensureCommand } from './systemPackage.mjs'

export const gitTool = { commands: ['git'], title: 'git', aptPackages: ['git'], brewPackage: 'git' }

/** The path of git; installs it when it is missing. Only tests need it: Plaza itself runs without. */
export async function ensureGit() {
  return await ensureCommand(gitTool)
}
