import { limits } from '#shared/limits'
import { drawnText } from '#shared/text'
import { invalidField } from '../../core/errors'

interface Person {
  username?: string
  displayName?: string
  email?: string
}

let common: Promise<Set<string>> | undefined

/**
 * Refuses a password that a guesser tries first: one of the most common ones, in any case, or the person's own name
 * or e-mail. What is compared is what is left without case, spaces and signs. `field` is named in the error.
 */
export async function assertGoodPassword(
  password: string, { username, displayName, email }: Person, field = 'password',
): Promise<void> {
  const plain = fold(password)
  const isOneOf = (...texts: (string | undefined)[]) => texts.some(text => text && plain && fold(text) === plain)
  if (isOneOf(username, displayName)) throw invalidField(field, 'like_name')
  if (isOneOf(email, email?.split('@')[0])) throw invalidField(field, 'like_email')
  if (await isCommon(password)) throw invalidField(field, 'too_common')
}

/**
 * Among the 49,000 most common ones of the list, those that are long enough to be chosen at all; however its letters
 * are written.
 */
async function isCommon(password: string): Promise<boolean> {
  common ??= loadCommon()
  return (await common).has(drawnText(password.normalize('NFKC')).trim().toLowerCase())
}

/** Loaded when somebody first chooses a password, and no more of it kept than is looked at. */
async function loadCommon(): Promise<Set<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return new Set(
    dictionary['passwords-common']
      .filter(password => password.length >= limits.password.min)
      .map(password => String(password).toLowerCase()),
  )
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
