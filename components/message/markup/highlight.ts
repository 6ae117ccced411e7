import type { LanguageRegistration } from 'shiki/core'
import { createCssVariablesTheme, createHighlighterCore } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import type { Language } from './languages'

/** A piece of a line and what it is; without a kind it has the colour of the text. */
export type CodeToken = [text: string, kind?: string]

const theme = 'plaza'
const highlighter = createHighlighterCore({
  themes: [createCssVariablesTheme({ name: theme, variablePrefix: '--', fontStyle: false })],
  langs: [],
  engine: createJavaScriptRegexEngine({ forgiving: true }),
})

const grammars: Record<Language, () => Promise<{ default: LanguageRegistration[] }>> = {
  bash: () => import('shiki/langs/bash.mjs'),
  c: () => import('shiki/langs/c.mjs'),
  cpp: () => import('shiki/langs/cpp.mjs'),
  csharp: () => import('shiki/langs/csharp.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  diff: () => import('shiki/langs/diff.mjs'),
  docker: () => import('shiki/langs/docker.mjs'),
  go: () => import('shiki/langs/go.mjs'),
  html: () => import('shiki/langs/html.mjs'),
  ini: () => import('shiki/langs/ini.mjs'),
  java: () => import('shiki/langs/java.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  kotlin: () => import('shiki/langs/kotlin.mjs'),
  php: () => import('shiki/langs/php.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  ruby: () => import('shiki/langs/ruby.mjs'),
  rust: () => import('shiki/langs/rust.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  toml: () => import('shiki/langs/toml.mjs'),
  tsx: () => import('shiki/langs/tsx.mjs'),
  xml: () => import('shiki/langs/xml.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
}

/**
 * The lines of `code` in pieces; together they are the code again. Knows no limit of time: that is kept
 * by who ends the worker.
 */
export async function tokensOf(code: string, language: Language): Promise<CodeToken[][]> {
  const { loadLanguage, codeToTokens } = await highlighter
  await loadLanguage(grammars[language]())
  const { tokens } = codeToTokens(code, { lang: language, theme, tokenizeMaxLineLength: 1_000, tokenizeTimeLimit: 0 })
  return tokens.map(line => line.map(({ content, color }) => {
    const kind = /^var\(--token-([a-z-]+)\)$/.exec(color ?? '')?.[1]
    return kind ? [content, kind] : [content]
  }))
}
