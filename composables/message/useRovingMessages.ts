const controls = 'a[href], button, input, summary, [tabindex="0"]'

/** Takes what can be pressed in a message out of the tab order, and puts it back as it was. */
function createTabOrder() {
  const before = new WeakMap<Element, string | null>()

  function silence(message: Element) {
    for (const control of message.querySelectorAll<HTMLElement>(controls)) {
      if (control.tabIndex < 0) continue
      before.set(control, control.getAttribute('tabindex'))
      control.tabIndex = -1
    }
  }

  function wake(message: Element) {
    for (const control of message.querySelectorAll('[tabindex="-1"]')) {
      const value = before.get(control)
      if (value === null) control.removeAttribute('tabindex')
      else if (value) control.setAttribute('tabindex', value)
    }
  }

  return { silence, wake }
}

/**
 * One tab stop for all messages of a log: the one that had the focus last, or the newest. What can be pressed inside
 * of a message is a tab stop while the message has the focus. Without a script everything is one.
 */
export function useRovingMessages(log: Readonly<Ref<HTMLElement | null>>) {
  const { silence, wake } = createTabOrder()
  let current: HTMLElement | undefined
  let observer: MutationObserver | undefined

  function become(message: HTMLElement | undefined) {
    if (message === current) return
    if (current) {
      current.tabIndex = -1
      silence(current)
    }
    current = message
    if (!message) return
    message.tabIndex = 0
    wake(message)
  }

  /** The newest message is the stop until somebody goes into the list. */
  function settle() {
    const element = log.value
    if (!element || (current?.isConnected && element.contains(document.activeElement))) return
    become([...element.querySelectorAll('article')].at(-1))
    // The list itself is a stop where nothing in it is one.
    element.tabIndex = current ? -1 : 0
  }

  function onChange(changes: MutationRecord[]) {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]).filter(node => node instanceof Element)
    for (const node of added) {
      const message = node.closest('article')
      for (const one of message ? [message] : node.querySelectorAll('article')) if (one !== current) silence(one)
    }
    settle()
  }

  const onFocus = ({ target }: FocusEvent) => {
    const message = target instanceof Element && target.closest<HTMLElement>('article')
    if (message) become(message)
  }

  onMounted(() => {
    const element = log.value
    if (!element) return
    element.querySelectorAll('article').forEach(silence)
    settle()
    element.addEventListener('focusin', onFocus)
    observer = new MutationObserver(onChange)
    observer.observe(element, { childList: true, subtree: true })
  })
  onBeforeUnmount(() => {
    observer?.disconnect()
    log.value?.removeEventListener('focusin', onFocus)
  })
}
