/** Something the person at the keyboard can mend: shown as plain text, without a stack. */
export class Problem extends Error {}
