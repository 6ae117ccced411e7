/** Which key sends a message: Enter, or Ctrl/⌘ with Enter. A choice of this browser. */
export function useSendKey() {
  const preferences = usePreferencesStore()
  return { sendKey: computed(() => preferences.sendKey), choose: preferences.chooseSendKey }
}
