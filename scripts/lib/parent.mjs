import { basename } from 'node:path'
import { processArguments } from './systemProcess.mjs'

const shells = ['sh', 'dash', 'bash', 'ash', 'zsh']

/** The id of the shell that npm has put between itself and us, or nothing when we are its child directly. */
export function shellAbove() {
  const [program = '', option] = processArguments(process.ppid)
  const isShell = shells.includes(basename(program)) && option === '-c'
  return process.env.npm_lifecycle_event && isShell ? process.ppid : undefined
}
