interface Texts {
  locale: { value: string }
  mergeLocaleMessage: (locale: string, messages: Record<string, unknown>) => void
}

type Section = 'admin' | 'desk'

const files = import.meta.glob<{ default: Record<string, unknown> }>('../i18n/{admin,desk}/*.json')

/** The texts of a part of the app that only some people see: nobody else has to carry them. */
export async function loadSectionTexts(i18n: Texts, section: Section): Promise<void> {
  const file = files[`../i18n/${section}/${i18n.locale.value}.json`] ?? files[`../i18n/${section}/en.json`]
  if (file) i18n.mergeLocaleMessage(i18n.locale.value, { [section]: (await file()).default })
}
