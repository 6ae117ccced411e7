/** What is imported from `#components` by name. */
export { linkStub as NuxtLink } from './screen'
