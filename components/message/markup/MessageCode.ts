import type { PropType } from 'vue'
import { defineComponent, h, onBeforeUnmount, onMounted, ref, shallowRef } from 'vue'
import { copyText } from '../../../utils/copyText'
import type { CodeToken } from './highlight'
import { languageOf } from './languages'

export interface CodeLabels {
  code: string
  copy: string
  copied: string
}

const copiedMs = 2_000

/** A block of code. Its colours come from a worker when it is first seen; the text is there before. */
export const MessageCode = defineComponent({
  props: {
    code: { type: String, required: true },
    info: { type: String, required: true },
    labels: { type: Object as PropType<CodeLabels>, required: true },
  },
  setup(props) {
    const element = ref<HTMLElement>()
    const lines = shallowRef<CodeToken[][]>()
    const copied = ref(false)
    const language = languageOf(props.info)
    let observer: IntersectionObserver | undefined
    let timer: ReturnType<typeof setTimeout> | undefined

    async function color() {
      if (!language) return
      const { highlight } = await import('./highlighter')
      lines.value = await highlight(props.code, language)
    }

    async function copy() {
      copied.value = await copyText(props.code)
      clearTimeout(timer)
      timer = setTimeout(() => copied.value = false, copiedMs)
    }

    onMounted(() => {
      if (!language || !element.value) return
      observer = new IntersectionObserver((entries) => {
        if (!entries.some(entry => entry.isIntersecting)) return
        observer?.disconnect()
        // What cannot be loaded, as without a network, leaves the code as it was typed.
        color().catch(() => undefined)
      })
      observer.observe(element.value)
    })
    onBeforeUnmount(() => {
      observer?.disconnect()
      clearTimeout(timer)
    })

    const colored = () => lines.value?.flatMap((line, index) => [
      ...index ? ['\n'] : [],
      ...line.map(([text, kind]) => kind ? h('span', { class: `code-${kind}` }, text) : text),
    ])

    return () => h('div', { ref: element, class: 'code', dir: 'ltr' }, [
      h(
        'pre',
        { 'tabindex': 0, 'role': 'group', 'aria-label': props.labels.code, 'data-language': language },
        h('code', colored() ?? props.code),
      ),
      h(
        'button',
        { type: 'button', class: 'action copy', onClick: copy },
        copied.value ? props.labels.copied : props.labels.copy,
      ),
    ])
  },
})
