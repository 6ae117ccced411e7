import { endOthers, endOwn } from '../../http/auth'
import { defineUserFormHandler } from '../../http/form'

/** One session, or all others without an `id`. */
export default defineUserFormHandler({
  page: () => '/settings',
  async submit(event, { id }, caller) {
    await (id ? endOwn(event, caller, id) : endOthers(event, caller))
    return '/settings?done=sessions#sessions'
  },
})
