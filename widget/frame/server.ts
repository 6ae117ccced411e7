import { renderToString } from 'vue/server-renderer'
import { createFrame } from './app'
import type { FrameData } from './data'

/** The frame as it is before anything is known of who looks at it: name, greeting and form. */
export function renderFrame(data: FrameData): Promise<string> {
  return renderToString(createFrame(data).app)
}
