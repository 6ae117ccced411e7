/** A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection). */
export function toCell(text: string): string {
  const safe = /^[=+\-@\t\r\n＝＋－＠]/u.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}
