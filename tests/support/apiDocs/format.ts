import type { Json } from './bindings.ts'

/** JSON for people: what fits into `width` characters stands on one line. */
export function format(json: Json, width: number, indent = ''): string {
  const line = onOneLine(json)
  if (typeof json !== 'object' || json === null || indent.length + line.length <= width) return line
  const inner = `${indent}  `
  const deeper = (value: Json) => format(value, width, inner)
  if (Array.isArray(json)) return `[\n${json.map(item => inner + deeper(item)).join(',\n')}\n${indent}]`
  const rows = Object.entries(json).map(([key, value]) => `${inner}${JSON.stringify(key)}: ${deeper(value)}`)
  return `{\n${rows.join(',\n')}\n${indent}}`
}

function onOneLine(json: Json): string {
  if (Array.isArray(json)) return `[${json.map(onOneLine).join(', ')}]`
  if (typeof json !== 'object' || json === null) return JSON.stringify(json)
  const fields = Object.entries(json).map(([key, value]) => `${JSON.stringify(key)}: ${onOneLine(value)}`)
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}'
}
