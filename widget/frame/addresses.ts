const same = (address: string) => address

/**
 * In place of `mdurl` and `punycode`, a tenth of the parser: it takes addresses apart with them by default, and as they
 * are where `markup/parser.ts` says so.
 */
export { same as decode, same as encode, same as format, same as parse }
export default { toASCII: same, toUnicode: same }
