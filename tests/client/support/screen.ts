import { defineComponent, h } from 'vue'
import { createI18n } from 'vue-i18n'
import admin from '../../../i18n/admin/en.json'
import desk from '../../../i18n/desk/en.json'
import messages from '../../../i18n/locales/en.json'

/** The real words of the screen. */
export const english = createI18n({ legacy: false, locale: 'en', messages: { en: { ...messages, admin, desk } } })

/** A link that goes nowhere. */
export const linkStub = defineComponent({
  name: 'NuxtLink',
  props: { to: { type: [String, Object], default: '' }, external: Boolean },
  setup: (props, { slots }) => () => {
    const href = typeof props.to === 'string' ? props.to : JSON.stringify(props.to)
    return h('a', { href }, slots.default?.())
  },
})

/** Everything is in the browser here. */
export const clientOnlyStub = defineComponent({
  name: 'ClientOnly',
  setup: (_props, { slots }) => () => slots.default?.(),
})
