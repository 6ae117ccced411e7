import type { App } from 'vue'
import { createSSRApp } from 'vue'
import WidgetApp from './components/WidgetApp.vue'
import type { FrameData } from './data'
import { createTexts, textsKey } from './texts'
import { widgetKey } from './useWidget'
import { Widget } from './widget'

/** The frame as server and browser make it from the same data. */
export function createFrame(data: FrameData): { app: App, widget: Widget } {
  const widget = new Widget(data)
  const app = createSSRApp(WidgetApp)
  app.provide(textsKey, createTexts(data.texts, data.language))
  app.provide(widgetKey, widget)
  return { app, widget }
}
