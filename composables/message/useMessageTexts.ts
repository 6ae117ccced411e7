const keys = ['code', 'copyCode', 'copied', 'showLess', 'showAll'] as const

type MessageTexts = ComputedRef<Record<typeof keys[number], string>>
const messageTextsKey: InjectionKey<MessageTexts> = Symbol('message texts')

/** Translates what is written at every message once for the whole list. */
export function provideMessageTexts() {
  const { t } = useI18n()
  provide(
    messageTextsKey,
    computed(() => Object.fromEntries(keys.map(key => [key, t(`message.${key}`)])) as MessageTexts['value']),
  )
}

/** The words of the list around. */
export function useMessageTexts(): MessageTexts {
  const texts = inject(messageTextsKey)
  if (!texts) throw new Error('a message outside of a list')
  return texts
}
