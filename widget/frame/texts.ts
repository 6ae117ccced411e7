import type { InjectionKey } from 'vue'
import { inject } from 'vue'

/** A text; several by the category of a number (`one`, `other` …, CLDR); or more of them below. */
export interface TextTree { [key: string]: string | TextTree }
type Values = Record<string, string | number>

/** Translates by a path with dots. A `count` among the values chooses the form. */
export type Translate = (path: string, values?: Values) => string

export interface Texts {
  t: Translate
  has: (path: string) => boolean
  language: string
}

export const textsKey: InjectionKey<Texts> = Symbol('texts')

export function createTexts(tree: TextTree, language: string): Texts {
  const plural = new Intl.PluralRules(language)

  function find(path: string, count?: number): string | undefined {
    const found = path.split('.').reduce<TextTree[string] | undefined>(
      (below, name) => typeof below === 'object' && Object.hasOwn(below, name) ? below[name] : undefined, tree,
    )
    if (typeof found !== 'object') return found
    const form = found[plural.select(count ?? 0)] ?? found.other
    return typeof form === 'string' ? form : undefined
  }

  return {
    language,
    has: path => find(path) !== undefined,
    t: (path, values = {}) => (find(path, Number(values.count)) ?? path)
      .replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')),
  }
}

export function useTexts(): Texts {
  const texts = inject(textsKey)
  if (!texts) throw new Error('no texts')
  return texts
}
