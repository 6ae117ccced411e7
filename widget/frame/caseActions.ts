import type { Ref } from 'vue'
import { ref } from 'vue'
import type { CustomerCase } from '#shared/protocol/supportCase'
import { useErrorText } from './errorText'
import { useWidget } from './useWidget'

interface Action {
  /** True when it worked. */
  run: (work: () => Promise<unknown>) => Promise<boolean>
  busy: Ref<boolean>
  failed: Ref<string>
}

/** What its customer can do with the case that is on the screen. */
export function useCaseActions() {
  const widget = useWidget()
  const { run, busy, failed } = useAction()
  const path = () => `/api/support/cases/${widget.current.value?.id}`

  async function change(what: 'end' | 'rating', body: object) {
    const { case: changed } = await widget.api.post<{ case: CustomerCase }>(`${path()}/${what}`, body)
    widget.cases.put(changed)
  }

  return {
    busy, failed,
    end: () => run(() => change('end', {})),
    rate: (score: number, text: string) => run(() => change('rating', { score, text })),
    copy: () => run(async () => save(await widget.api.download(`${path()}/copy`), `${widget.inbox.key}.txt`)),
  }
}

/** Runs one thing at a time, and has the words for why it failed. */
export function useAction(): Action {
  const errorText = useErrorText()
  const busy = ref(false)
  const failed = ref('')

  async function run(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    failed.value = ''
    try {
      await work()
      return true
    }
    catch (error) {
      failed.value = errorText(error)
      return false
    }
    finally {
      busy.value = false
    }
  }

  return { run, busy, failed }
}

function save(file: Blob, name: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
