import { defineComponent, h } from 'vue'

/** A dialog of @nuxt/ui: what it says and holds while it is open. */
export const modalStub = defineComponent({
  name: 'UModal',
  props: { open: Boolean, title: { type: String, default: '' }, description: { type: String, default: '' } },
  setup: (props, { slots }) => () => props.open
    ? h('div', { 'role': 'dialog', 'aria-label': props.title }, [h('p', props.description), slots.body?.()])
    : null,
})
