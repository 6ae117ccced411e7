import type { Job } from '#shared/protocol/admin/adminJob'
import type { JobPreview } from '#shared/protocol/job'

const lookMs = 500

/** Long work that goes on in the background, and how far it is. */
export const useAdminJobsStore = defineStore('adminJobs', () => {
  const api = useApi()
  const list = createAdminList<Job>(api, '/api/admin/jobs', 'jobs')
  const watched = ref<Job>()
  const preview = ref<JobPreview>()
  const asked = ref<object>({})
  const timers = createTimers()

  /** What the work that is asked for would touch; what it was asked of is kept for `confirm`. */
  async function ask(fields: object) {
    asked.value = fields
    preview.value = undefined
    const answer = await api.post<{ preview: JobPreview }>('/api/admin/jobs/preview', fields)
    // Only the answer to the latest question counts.
    if (toRaw(asked.value) === toRaw(fields)) preview.value = answer.preview
  }

  /**
   * Begins what was previewed. When it would touch something else by now, the preview is made again and the error
   * thrown.
   */
  async function confirm() {
    const { filter, count } = preview.value ?? {}
    try {
      const fields = { ...asked.value, ...(filter && { filter }), confirm: count }
      follow((await api.post<{ job: Job }>('/api/admin/jobs', fields)).job)
    }
    catch (error) {
      if (isCode(error, 'confirmation_required')) await ask(asked.value)
      throw error
    }
  }

  const cancel = (id: number) => api.delete(`/api/admin/jobs/${id}`)

  /** Looks again until the work has ended; a look that fails is made again. */
  function follow(job: Job) {
    watched.value = job
    timers.stopAll()
    if (job.state !== 'waiting' && job.state !== 'running') return
    timers.start('look', lookMs, async () => {
      const next = await api.get<{ job: Job }>(`/api/admin/jobs/${job.id}`).catch(() => ({ job }))
      if (watched.value?.id === job.id) follow(next.job)
    })
  }

  function dismiss() {
    timers.stopAll()
    watched.value = undefined
  }

  return { ...list, watched, preview, ask, confirm, cancel, dismiss }
})
