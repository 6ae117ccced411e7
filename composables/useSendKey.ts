export type SendKey = 'enter' | 'modifier'

const name = 'plaza-send-key'

const stored = (): SendKey => localStorage.getItem(name) === 'modifier' ? 'modifier' : 'enter'

/** Which key sends a message: Enter, or Ctrl/⌘ with Enter. A choice of this browser, the same in all its tabs. */
export function useSendKey() {
  const sendKey = useState<SendKey>('send-key', () => 'enter')

  function choose(key: SendKey) {
    sendKey.value = key
    localStorage.setItem(name, key)
  }

  function take({ key }: { key: string | null }) {
    if (key === name) sendKey.value = stored()
  }

  onMounted(() => {
    take({ key: name })
    window.addEventListener('storage', take)
  })
  onBeforeUnmount(() => window.removeEventListener('storage', take))

  return { sendKey: readonly(sendKey), choose }
}
