/** The languages that can be coloured, by the names under which people write them. */
const names = {
  bash: 'bash sh shell zsh console shellscript',
  c: 'c h',
  cpp: 'cpp c++ cc hpp',
  csharp: 'csharp cs c#',
  css: 'css',
  diff: 'diff patch',
  docker: 'docker dockerfile',
  go: 'go golang',
  html: 'html htm vue svelte',
  ini: 'ini conf properties',
  java: 'java',
  json: 'json jsonc json5',
  kotlin: 'kotlin kt',
  php: 'php',
  python: 'python py',
  ruby: 'ruby rb',
  rust: 'rust rs',
  sql: 'sql mysql postgres',
  toml: 'toml',
  tsx: 'tsx ts typescript jsx js javascript mjs cjs',
  xml: 'xml svg',
  yaml: 'yaml yml',
} as const

export type Language = keyof typeof names

const byName = new Map(
  Object.entries(names).flatMap(([language, all]) => all.split(' ').map(name => [name, language as Language])),
)

/** The language that the first word behind a fence names. */
export function languageOf(info: string): Language | undefined {
  return byName.get(info.trim().split(/\s/)[0]?.toLowerCase() ?? '')
}
