import ipaddr from 'ipaddr.js'

const withPort = /^(?:\[(?<bracketed>[^\]]+)\]|(?<v4>\d+(?:\.\d+){3})):\d{1,5}$/
const inBrackets = /^\[([^\]]+)\]$/

/**
 * An address in the one form in which addresses are compared, counted, kept and banned: without port, brackets and
 * zone, in lower case, IPv4 as IPv4 also where it came as IPv6, and IPv6 by its /64, which is what one customer has. A
 * text that is no address stays as it is, in lower case.
 */
export function networkOf(address: string): string {
  const text = address.trim().replace(/\/64$/, '')
  const { bracketed, v4 } = withPort.exec(text)?.groups ?? {}
  const plain = (bracketed ?? v4 ?? text.replace(inBrackets, '$1')).replace(/%.*$/, '')
  const parsed = parse(plain)
  if (!parsed) return plain.toLowerCase()
  if (!('parts' in parsed)) return parsed.toString()
  return `${parsed.parts.slice(0, 4).map(part => part.toString(16)).join(':')}::/64`
}

/** True for this machine's own addresses. */
export function isLoopback(address: string): boolean {
  return parse(address)?.range() === 'loopback'
}

function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  // Octal and short forms mean different addresses to different readers: they are none.
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return undefined
  return ipaddr.process(address)
}
