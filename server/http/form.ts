import { defineEventHandler, sendRedirect, setResponseHeader } from 'h3'
import type { EventHandler, H3Event } from 'h3'
import { nextPath } from '#shared/nextPath'
import { AppError } from '../core/errors'
import { whenReady } from '../core/lifecycle'
import { describeError, log } from '../core/log'
import { authenticate } from './authenticate'
import type { Principal } from './authenticate'
import { readForm } from './body'
import { sendProblem } from './handler'
import { assertOwnOrigin, clientAddress } from './origin'
import { reasonOf, toAppError } from './problem'
import { consume } from './rateLimit'
import { sendRefusalPage, wantsPage } from './refusalPage'

const keptBytes = 8000

export type Fields = Record<string, string>

interface Form {
  /** The page that shows the form, and an error of it. */
  page: (fields: Fields) => string
  /** Fields that may be given back to the page; never a password. */
  keep?: string[]
  /** Does what the form says and returns the next page. */
  submit: (event: H3Event, fields: Fields) => Promise<string>
}

/**
 * A form of a page without JavaScript: posted by our own pages only, answered with a redirect (303), also when it is
 * refused. What did not come from one of our pages, or cannot be read, is answered with a page of its own.
 */
export function defineFormHandler(form: Form): EventHandler {
  return defineEventHandler(async (event) => {
    setResponseHeader(event, 'cache-control', 'no-store')
    let fields: Fields = {}
    let own = false
    try {
      assertOwnOrigin(event.node.req)
      own = true
      await whenReady()
      await consume('read.address', clientAddress(event.node.req))
      fields = await readForm(event)
      return await sendRedirect(event, nextPath(await form.submit(event, fields), '/'), 303)
    }
    catch (thrown) {
      const error = toAppError(thrown)
      if (error.status >= 500) {
        log.error('form failed', { path: event.path, code: error.code, ...describeError(thrown) })
      }
      if (!own || error.status === 413 || error.status === 415) {
        return wantsPage(event) ? sendRefusalPage(event, error) : sendProblem(event, error)
      }
      return sendRedirect(event, pageWithError(event, form, fields, error), 303)
    }
  })
}

/** Who sends a form, and from where. */
interface FormCaller extends Principal {
  address: string
}

/** As `defineFormHandler`, for who is logged in; others are sent to log in. */
export function defineUserFormHandler(
  form: Omit<Form, 'submit'> & { submit: (event: H3Event, fields: Fields, caller: FormCaller) => Promise<string> },
): EventHandler {
  return defineFormHandler({
    ...form,
    async submit(event, fields) {
      const caller = await authenticate(event)
      if (!caller) return `/login?${new URLSearchParams({ error: 'session_ended', next: form.page(fields) })}`
      await consume('write.user', caller.user.id)
      return form.submit(event, fields, { ...caller, address: clientAddress(event.node.req) })
    },
  })
}

/** A field that must be a positive integer, as `idParam` for paths. */
export function idField(fields: Fields, name: string): number {
  const id = /^[1-9]\d{0,15}$/.test(fields[name] ?? '') ? Number(fields[name]) : undefined
  if (id === undefined || !Number.isSafeInteger(id)) throw new AppError('not_found')
  return id
}

/** As much of a text as an address may carry: servers and browsers refuse headers over 16 KiB. */
function fitting(text: string, bytes: number): string {
  let fits = text.slice(0, bytes)
  while (encodeURIComponent(fits.toWellFormed()).length > bytes) fits = fits.slice(0, Math.floor(fits.length * 0.9))
  return fits.toWellFormed()
}

/** A secret of a link as part of an address; what is longer than any of ours is none. */
export function queryText(secret: string): string {
  return encodeURIComponent(secret.slice(0, 100).toWellFormed())
}

/** The details of a room, where its members and its name are changed. */
export function panelPage({ roomId = '' }: Fields): string {
  return `/rooms/${Number(roomId) || ''}?panel=details`
}

/** The page with the reason, and the form that it belongs to. */
function pageWithError(event: H3Event, form: Form, fields: Fields, error: AppError): string {
  if (error.code === 'password_required') return `/confirm?next=${encodeURIComponent(form.page(fields))}`
  const [path, hash] = form.page(fields).split('#')
  const [first] = error.details.errors ?? []
  const query = new URLSearchParams({
    error: first?.code ?? reasonOf(error),
    ...(first && { field: first.path }),
    form: event.path.slice('/forms/'.length).replace(/\?.*/s, ''),
  })
  const { keep = [] } = form
  for (const name of keep) if (fields[name]) query.set(name, fitting(fields[name], keptBytes / keep.length))
  return `${path}${path?.includes('?') ? '&' : '?'}${query}${hash ? `#${hash}` : ''}`
}
