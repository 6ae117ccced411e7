import type { Job } from '#shared/admin'

const lookMs = 500

/** Long work that goes on in the background, and how far it is. */
export const useAdminJobsStore = defineStore('adminJobs', () => {
  const api = useApi()
  const list = createAdminList<Job>(api, '/api/admin/jobs', 'jobs')
  const watched = ref<Job>()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function start(fields: object) {
    follow((await api.post<{ job: Job }>('/api/admin/jobs', fields)).job)
  }

  const cancel = (id: number) => api.delete(`/api/admin/jobs/${id}`)

  /** Looks again until the work has ended; a look that fails is made again. */
  function follow(job: Job) {
    watched.value = job
    clearTimeout(timer)
    if (job.state !== 'waiting' && job.state !== 'running') return
    timer = setTimeout(async () => {
      const next = await api.get<{ job: Job }>(`/api/admin/jobs/${job.id}`).catch(() => ({ job }))
      if (watched.value?.id === job.id) follow(next.job)
    }, lookMs)
  }

  function dismiss() {
    clearTimeout(timer)
    watched.value = undefined
  }

  return { ...list, watched, start, cancel, dismiss }
})
