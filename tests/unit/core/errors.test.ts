import { expect, test } from 'vitest'
import { AppError, errorTable, invalidField } from '../../../server/core/errors.ts'
import { rootCause } from '../../../server/core/rootCause.ts'
import { reasonOf, toAppError, toProblem } from '../../../server/http/problem.ts'

const databaseError = (errno: number) => Object.assign(new Error('from the driver'), { errno })
const withStatus = (statusCode: number) => Object.assign(new Error('from h3'), { statusCode })

test('every code has an error status and a title', () => {
  for (const [code, [status, title]] of Object.entries(errorTable)) {
    expect(status, code).toBeGreaterThanOrEqual(400)
    expect(title, code).not.toBe('')
  }
})

test('an error has the status of its code and names its field', () => {
  const error = invalidField('cursor', 'too_long')
  expect(error).toMatchObject({ name: 'AppError', code: 'invalid', status: 400, message: 'invalid' })
  expect(toProblem(error)).toEqual({
    type: 'urn:plaza:error:invalid', title: 'Some fields are invalid', status: 400, code: 'invalid',
    errors: [{ path: 'cursor', code: 'too_long' }],
  })
})

test('a problem document tells what the error says of itself, and nothing of its cause', () => {
  const error = new AppError('forbidden', { detail: 'muted', cause: new Error('SELECT secret') })
  expect(toProblem(error)).toEqual({
    type: 'urn:plaza:error:forbidden', title: 'You are not allowed to do this', status: 403, code: 'forbidden',
    detail: 'muted',
  })
  const preview = { count: 3 }
  const problem = toProblem(new AppError('confirmation_required', { preview } as never))
  expect(problem).toMatchObject({ code: 'confirmation_required', preview })
})

test('a fault heals in seconds; of anything else only its thrower knows when to try again', () => {
  expect(new AppError('unavailable').retryAfter).toBe(1)
  expect(new AppError('busy', { retryAfter: 7 }).retryAfter).toBe(7)
  expect(new AppError('rate_limited', { retryAfter: 30 }).retryAfter).toBe(30)
  expect(new AppError('forbidden').retryAfter).toBeUndefined()
})

test('the root of an error is what the driver said, or what we made of it already', () => {
  const driver = databaseError(1213)
  expect(rootCause(new Error('outer', { cause: new Error('middle', { cause: driver }) }))).toBe(driver)
  const ours = new AppError('unavailable', { cause: driver })
  expect(rootCause(new Error('outer', { cause: ours }))).toBe(ours)
  const odd = new Error('outer', { cause: 'a text' })
  expect(rootCause(odd)).toBe(odd)
  expect(rootCause('thrown as it is')).toBe('thrown as it is')
})

test.each([1020, 1021, 1040, 1053, 1114, 1203, 1205, 1213, 1290, 1305, 1317, 1836, 1927, 1969])(
  'MariaDB\'s %i is an outage, however it is wrapped', (errno) => {
    const error = new Error('query failed', { cause: databaseError(errno) })
    expect(toAppError(error)).toMatchObject({ code: 'unavailable', cause: error })
  })

test('anything else that MariaDB says is a fault of ours', () => {
  expect(toAppError(databaseError(1064)).code).toBe('internal')
})

test('an error of ours stays what it is', () => {
  const error = new AppError('last_owner')
  expect(toAppError(error)).toBe(error)
  expect(toAppError(new Error('transaction failed', { cause: error }))).toBe(error)
})

test.each([
  [404, 'not_found'], [405, 'method_not_allowed'], [413, 'too_large'], [400, 'invalid'], [499, 'invalid'],
  [500, 'internal'], [399, 'internal'],
])('an answer of the framework with %i is %s', (status, code) => expect(toAppError(withStatus(status)).code).toBe(code))

test.each([new Error('anything'), 'a text', undefined, { statusCode: 404 }])('%s is internal', (error) => {
  expect(toAppError(error).code).toBe('internal')
})

test('a person reads why something is forbidden', () => {
  expect(reasonOf(new AppError('forbidden', { detail: 'muted' }))).toBe('muted')
  expect(reasonOf(new AppError('forbidden'))).toBe('forbidden')
  expect(reasonOf(new AppError('rate_limited', { detail: 'muted' }))).toBe('rate_limited')
})
