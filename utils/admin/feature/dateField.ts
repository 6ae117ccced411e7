const pad = (number: number) => String(number).padStart(2, '0')

/** An instant as a field of the kind `datetime-local` wants it, in the reader's own time zone. */
export function toDateField(iso: string | null | undefined): string {
  if (!iso) return ''
  const date = new Date(iso)
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}`
}

/** Null for an empty field. */
export function fromDateField(text: string): string | null {
  return text ? new Date(text).toISOString() : null
}
