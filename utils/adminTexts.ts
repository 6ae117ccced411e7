interface Texts {
  locale: { value: string }
  mergeLocaleMessage: (locale: string, messages: Record<string, unknown>) => void
}

const files = import.meta.glob<{ default: Record<string, unknown> }>('../i18n/admin/*.json')

/** The texts of the admin pages, which nobody else has to carry. */
export async function loadAdminTexts(i18n: Texts): Promise<void> {
  const file = files[`../i18n/admin/${i18n.locale.value}.json`] ?? files['../i18n/admin/en.json']
  if (file) i18n.mergeLocaleMessage(i18n.locale.value, { admin: (await file()).default })
}
