import type { TestServer } from './server.ts'

/** The numbers that a server tells of itself. */
export async function readMetrics(server: TestServer): Promise<Map<string, number>> {
  const text = await (await fetch(`${server.origin}/metrics`)).text()
  return new Map([...text.matchAll(/^(\w+)(?:\{[^}]*\})? (\S+)$/gm)].map(match => [match[1]!, Number(match[2])]))
}
