import { request } from 'node:http'
import { expect } from 'vitest'
import type { AdminMessage } from '../../shared/protocol/admin/adminMessage.ts'
import type { AdminRoom } from '../../shared/protocol/admin/adminRoom.ts'
import type { AdminSession, AdminUserDetail } from '../../shared/protocol/admin/adminUser.ts'
import type { AuditEntry } from '../../shared/protocol/admin/adminAudit.ts'
import type { Ban } from '../../shared/protocol/admin/adminBan.ts'
import type { Check, Overview } from '../../shared/protocol/admin/adminOverview.ts'
import type { Invitation } from '../../shared/protocol/admin/adminInvitation.ts'
import type { Job } from '../../shared/protocol/admin/adminJob.ts'
import type { JobPreview } from '../../shared/protocol/job.ts'
import type { Report } from '../../shared/protocol/admin/adminReport.ts'
import type { Settings } from '../../shared/protocol/admin/adminSettings.ts'
import type { Warning } from '../../shared/protocol/site.ts'
import { nobody } from './cast.ts'
import type { Answer, Client } from './client.ts'
import { until } from './until.ts'
import type { World } from './world.ts'
import { expectNoChange, expectProblem } from './world.ts'

/** Every field that an answer of `/api/admin` may have. */
export interface AdminBody {
  user: AdminUserDetail
  users: AdminUserDetail[]
  room: AdminRoom
  rooms: AdminRoom[]
  messages: AdminMessage[]
  sessions: AdminSession[]
  report: Report
  reports: Report[]
  entries: AuditEntry[]
  settings: Settings
  invitation: Invitation
  invitations: Invitation[]
  bans: Ban[]
  job: Job
  jobs: Job[]
  preview: JobPreview
  bannedAddresses?: number
  overview: Overview
  checks: Check[]
  warnings: Warning[]
  token: string
  searchedTo?: string
  cursor?: string
}

export const body = (answer: Answer): AdminBody => answer.body as unknown as AdminBody

/** The newest entries of the log about a target. */
export async function auditOf(admin: Client, targetKind: string, targetId?: number): Promise<AuditEntry[]> {
  const target = targetId === undefined ? '' : `&targetId=${targetId}`
  return body(await admin.get(`/api/admin/audit?targetKind=${targetKind}${target}&limit=200`)).entries
}

/** Resolves when a job has ended. */
export function jobEnd(admin: Client, id: number, timeout = 20_000): Promise<Job> {
  return until(`job ${id} to end`, async () => {
    const { job } = body(await admin.get(`/api/admin/jobs/${id}`))
    return ['waiting', 'running'].includes(job.state) ? undefined : job
  }, timeout)
}

/** Asks what a job would touch, confirms the count and begins it. */
export async function startJob(admin: Client, input: object): Promise<Job> {
  const { preview } = body(await admin.post('/api/admin/jobs/preview', input))
  const answer = await admin.post('/api/admin/jobs', {
    ...input,
    ...(preview.filter && { filter: preview.filter }),
    confirm: preview.count,
  })
  expect(answer.status, answer.text).toBe(201)
  return body(answer).job
}

/** For nobody, a user, an agent and a guest there is nothing there, and nothing changes. */
export async function expectAdminsOnly(
  world: World & { agent?: Client }, attempt: (client: Client) => Promise<Answer>,
): Promise<void> {
  const { server, mallory, gus, agent } = world
  await expectNoChange(world, async () => {
    for (const client of [nobody(server), mallory, gus, ...(agent ? [agent] : [])]) {
      expectProblem(await attempt(client), 404, 'not_found')
    }
  })
}

/** A path exactly as it is written, which clients would otherwise put right. */
export function askRaw(
  origin: string, path: string, cookie = '', accept = 'text/html',
): Promise<{ status: number, text: string, location?: string }> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, path, headers: { accept, ...(cookie && { cookie }) } }, (incoming) => {
      let text = ''
      incoming.setEncoding('utf8').on('data', (chunk: string) => text += chunk)
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text, location: incoming.headers.location }))
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

export function sorted<T>(list: T[]): T[] {
  return [...list].sort()
}

export { expect }
