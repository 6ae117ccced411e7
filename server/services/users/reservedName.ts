import { AppError } from '../../core/errors'
import { distinctLooks, looksOf } from './skeleton'
import { currentSettings } from '../settings/policy'

/** What only who looks after Plaza may be called, as people of many languages would read it. */
const offices = [
  'admin', 'admins', 'administrator', 'administrators', 'administration', 'moderator', 'moderators', 'moderation',
  'support', 'helpdesk', 'system', 'sysadmin', 'root', 'staff', 'superuser', 'webmaster', 'postmaster', 'administrador',
  'administradora', 'moderador', 'moderadora', 'soporte', 'suporte', 'sistema', 'administrateur', 'administratrice',
  'modérateur', 'modératrice', 'système', 'assistance', 'administratorin', 'moderatorin', 'kundendienst',
  'kundenservice', 'amministratore', 'moderatore', 'assistenza', 'supporto', 'beheerder', 'systeem', 'ondersteuning',
  'administratör', 'moderatör', 'ylläpitäjä', 'moderaattori', 'tuki', 'administrátor', 'moderátor', 'podpora', 'systém',
  'wsparcie', 'rendszergazda', 'yönetici', 'destek', 'sistem', 'quản trị viên', 'админ', 'администратор', 'модератор',
  'поддержка', 'система', 'адміністратор', 'підтримка', 'διαχειριστής', 'συντονιστής', 'υποστήριξη', 'σύστημα', 'مدير',
  'المدير', 'مشرف', 'المشرف', 'الدعم', 'النظام', 'מנהל', 'מנחה', 'תמיכה', 'מערכת', 'प्रशासक', 'व्यवस्थापक', 'सहायता',
  '管理员', '管理員', '管理者', '客服', '系统', '系統', '版主', 'モデレーター', 'サポート', 'システム', '운영자', '관리자', '지원', '시스템', 'ผู้ดูแล',
  'ผู้ดูแลระบบ',
]
/** What makes an office of nothing, and does not make one less of it. */
const fillers = [
  'the', 'team', 'official', 'service', 'chat', 'bot', 'your', 'der', 'die', 'el', 'la', 'le', 'equipo', 'équipe',
]
/** What the screen says of people who are gone, in every language of the screen. */
const stateNames = ['deleted user']
/** Signs and figures that are written for letters; squared and circled letters that NFKC leaves as they are. */
const ciphers = new Map([
  ...'a@4Ɐɐ∀ i!|¡ᴉ e3€Ǝǝ∃ s$5 t7ʇ l£ cƆɔ mɯ rɹ'
    .split(' ')
    .flatMap(([letter = '', ...signs]) => signs.map(sign => [sign, letter] as const)),
  ...[0x1F150, 0x1F170, 0x1F1E6].flatMap(first =>
    Array.from('abcdefghijklmnopqrstuvwxyz', (letter, n) => [String.fromCodePoint(first + n), letter] as const)),
])
const separators = /[^\p{L}\p{N}\p{M}]+/u
const around = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu

const reserved = new Set([...offices, ...stateNames].flatMap(name => [name, name.toUpperCase()]).flatMap(readingsOf))
const passedOver = new Set(fillers.flatMap(readingsOf))

/**
 * Whether a name says that somebody looks after this Plaza, or is the brand's own; signs, spaces and letters that
 * look alike do not help.
 */
export function isReservedName(name: string): boolean {
  const written = name.normalize('NFKC')
  const brand = new Set(readingsOf(currentSettings().brand.name))
  return [written, deciphered(written), deciphered(written.replace(around, ''))].some(text => isOffice(text, brand))
}

function isOffice(text: string, brand: Set<string>): boolean {
  const isOne = (readings: string[]) => readings.some(reading => reserved.has(reading) || brand.has(reading))
  if (isOne(readingsOf(text))) return true
  const words = text.split(separators).map(readingsOf)
    .filter(readings => readings.length > 0 && !readings.some(reading => passedOver.has(reading)))
  return words.length > 0 && words.every(isOne)
}

function deciphered(name: string): string {
  return Array.from(name, character => ciphers.get(character) ?? character).join('')
}

/** Names like those are an admin's to give: `username_reserved` or `name_reserved`. */
export function assertNotReserved({ username, displayName }: { username?: string, displayName?: string }): void {
  if (username !== undefined && isReservedName(username)) refuse('username', 'username_reserved')
  if (displayName !== undefined && isReservedName(displayName)) refuse('displayName', 'name_reserved')
}

function refuse(path: string, code: 'username_reserved' | 'name_reserved'): never {
  throw new AppError(code, { errors: [{ path, code }] })
}

/**
 * What letters and digits alone look like, without their marks; an i as an l, because a capital I looks like one
 * ("PIaza", "ADMlN").
 */
function readingsOf(name: string): string[] {
  const looks = distinctLooks(looksOf(name.split(separators).join('')))
  return looks.map(look => look.replace(/\p{M}/gu, '').replaceAll('i', 'l')).filter(Boolean)
}
