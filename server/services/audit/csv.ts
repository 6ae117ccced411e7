/** What makes a formula of a cell, and white space before which a spreadsheet looks on. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/u
const splitFormula = /([;\t])(?=[=+\-@＝＋－＠])/gu

/**
 * A cell in quotes. What a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection), also
 * behind the signs at which one that expects another separator splits the cell.
 */
export function toCell(text: string): string {
  const safe = text.replace(splitFormula, '$1\'')
  return `"${(formula.test(text) ? `'${safe}` : safe).replaceAll('"', '""')}"`
}
