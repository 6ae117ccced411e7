import type { ComputedRef } from 'vue'
import { computed, onMounted, ref } from 'vue'
import type { PublicInbox } from '#shared/protocol/supportInbox'
import { localTime } from '~/utils/time'
import type { Texts } from './texts'
import { useTexts } from './texts'

const minute = 60
const hour = 60 * minute

/** What is honest to expect: when somebody is there, or how long the last ones waited. */
export function useStatus(inbox: PublicInbox): ComputedRef<string | undefined> {
  const texts = useTexts()
  const { t } = texts
  const mounted = ref(false)
  onMounted(() => mounted.value = true)
  return computed(() => {
    if (!inbox.open) {
      // The visitor's own time is known in their browser alone.
      return mounted.value && inbox.opensAt
        ? t('status.opens', { time: localTime(inbox.opensAt, 'full') })
        : t('status.closed')
    }
    const { expectedWaitSeconds } = inbox
    return expectedWaitSeconds === undefined
      ? t('status.open')
      : t('status.wait', { duration: durationText(expectedWaitSeconds, texts) })
  })
}

/** Rounded up, so that it is no promise that is broken. */
export function durationText(seconds: number, { t }: Texts): string {
  if (seconds <= minute) return t('duration.minute')
  if (seconds < hour) return t('duration.minutes', { count: Math.ceil(seconds / minute) })
  return t('duration.hours', { count: Math.ceil(seconds / hour) })
}
