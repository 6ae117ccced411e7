/** How much waits stands before the title of each page, so that a tab in the background tells it. */
export function useTitleCount(count: () => number) {
  const site = useSiteStore()
  const place = computed(() => site.current.brand.name)
  const mark = computed(() => count() > 0 ? `(${count()}) ` : '')

  // A template alone is looked at only when a title changes.
  useHead(computed(() => {
    const [before, name] = [mark.value, place.value]
    return { titleTemplate: (title?: string) => before + pageTitle(title, name) }
  }))
}
