import type { InjectionKey } from 'vue'
import { inject } from 'vue'
import type { Widget } from './widget'

export const widgetKey: InjectionKey<Widget> = Symbol('widget')

/** That of the page. */
export function useWidget(): Widget {
  const widget = inject(widgetKey)
  if (!widget) throw new Error('no widget')
  return widget
}
