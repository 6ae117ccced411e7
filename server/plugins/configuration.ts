/**
 * One configuration for the process. Nitro makes a copy for each request and reads the environment into it again, which
 * took a twelfth of the time of a page; nothing here changes it, and the shared one is frozen.
 */
export default defineNitroPlugin(({ h3App }) => {
  const runtimeConfig = useRuntimeConfig()
  const { onRequest } = h3App.options
  h3App.options.onRequest = (event) => {
    event.context.nitro = { ...event.context.nitro, errors: event.context.nitro?.errors ?? [], runtimeConfig }
    return onRequest?.(event)
  }
})
