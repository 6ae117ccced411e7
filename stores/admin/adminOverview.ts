import type { MailOverview, MailTest } from '#shared/protocol/admin/adminMail'
import type { Check, Overview } from '#shared/protocol/admin/adminOverview'
import type { PushOverview } from '#shared/protocol/admin/adminPush'

const mailTimeoutMs = 60_000

/** How this Plaza is doing. */
export const useAdminOverviewStore = defineStore('adminOverview', () => {
  const api = useApi()
  const overview = ref<Overview>()
  const checks = ref<Check[]>([])
  const push = ref<PushOverview>()
  const mail = ref<MailOverview>()

  async function load() {
    overview.value = (await api.get<{ overview: Overview }>('/api/admin/overview')).overview
  }

  /** What the server finds, and how far this browser's clock is from the server's. */
  async function examine() {
    const startedAt = Date.now()
    const answer = await api.get<{ checks: Check[], serverTime: string }>('/api/admin/doctor')
    const middle = (startedAt + Date.now()) / 2
    const off = Math.round(Math.abs(middle - Date.parse(answer.serverTime)) / 1000)
    const state = off > 60 ? { state: 'warning' as const, hint: 'apart' } : { state: 'ok' as const }
    const browser: Check = { id: 'browser_clock', value: `${off} s`, ...state }
    checks.value = [...answer.checks, browser]
  }

  async function loadPush() {
    push.value = (await api.get<{ push: PushOverview }>('/api/admin/push')).push
  }

  /** What a push service did not take is sent after all. */
  async function retryPush(host: string) {
    await api.post('/api/admin/push/dead-letters/retries', { host })
    await loadPush()
  }

  /** Nobody is to hear of it any more. */
  async function dropPush(host: string) {
    await api.delete(`/api/admin/push/dead-letters?host=${encodeURIComponent(host)}`)
    await loadPush()
  }

  async function loadMail() {
    mail.value = (await api.get<{ mail: MailOverview }>('/api/admin/mail')).mail
  }

  /** The server waits for the SMTP server, step by step. */
  const sendTestMail = async () =>
    (await api.post<{ test: MailTest }>('/api/admin/mail/test', {}, { timeout: mailTimeoutMs })).test

  return {
    overview, checks, push, mail, load, examine, loadPush, retryPush, dropPush, loadMail, sendTestMail,
  }
})
