import { AppError } from '../../core/errors'
import { nameKey, nameSkeleton } from './name'
import { currentSettings } from '../settings/policy'

/** What only who looks after Plaza may be called, as people of many languages would read it. */
const offices = [
  'admin', 'admins', 'administrator', 'administrators', 'administration', 'moderator', 'moderators', 'moderation', 'support', 'helpdesk', 'system', 'sysadmin',
  'root', 'staff', 'superuser', 'webmaster', 'postmaster', 'administrador', 'administradora', 'moderador', 'moderadora', 'soporte', 'suporte', 'sistema',
  'administrateur', 'administratrice', 'modérateur', 'modératrice', 'système', 'assistance', 'administratorin', 'moderatorin', 'kundendienst', 'kundenservice',
  'amministratore', 'moderatore', 'assistenza', 'supporto', 'beheerder', 'systeem', 'ondersteuning', 'administratör', 'moderatör', 'ylläpitäjä', 'moderaattori',
  'tuki', 'administrátor', 'moderátor', 'podpora', 'systém', 'wsparcie', 'rendszergazda', 'yönetici', 'destek', 'sistem', 'quản trị viên', 'админ', 'администратор',
  'модератор', 'поддержка', 'система', 'адміністратор', 'підтримка', 'διαχειριστής', 'συντονιστής', 'υποστήριξη', 'σύστημα', 'مدير', 'المدير', 'مشرف', 'المشرف',
  'الدعم', 'النظام', 'מנהל', 'מנחה', 'תמיכה', 'מערכת', 'प्रशासक', 'व्यवस्थापक', 'सहायता', '管理员', '管理員', '管理者', '客服', '系统', '系統', '版主', 'モデレーター',
  'サポート', 'システム', '운영자', '관리자', '지원', '시스템', 'ผู้ดูแล', 'ผู้ดูแลระบบ',
]
/** What makes an office of nothing, and does not make one less of it. */
const fillers = ['the', 'team', 'official', 'service', 'chat', 'bot', 'your', 'der', 'die', 'el', 'la', 'le', 'equipo', 'équipe']
const separators = /[^\p{L}\p{N}\p{M}]+/u

const reserved = new Set(offices.map(skeletonOf))
const passedOver = new Set(fillers.map(skeletonOf))

/** Whether a name says that somebody looks after this Plaza, or is the brand's own; signs, spaces and letters that look alike do not help. */
export function isReservedName(name: string): boolean {
  const brand = skeletonOf(currentSettings().brand.name)
  const whole = skeletonOf(name)
  if (whole !== '' && (whole === brand || reserved.has(whole))) return true
  const words = name.normalize('NFKC').split(separators).map(skeletonOf).filter(word => word !== '' && !passedOver.has(word))
  return words.length > 0 && words.every(word => reserved.has(word) || word === brand)
}

/** Names like those are an admin's to give: `username_reserved` or `name_reserved`. */
export function assertNotReserved({ username, displayName }: { username?: string, displayName?: string }): void {
  if (username !== undefined && isReservedName(username)) refuse('username', 'username_reserved')
  if (displayName !== undefined && isReservedName(displayName)) refuse('displayName', 'name_reserved')
}

function refuse(path: string, code: 'username_reserved' | 'name_reserved'): never {
  throw new AppError(code, { errors: [{ path, code }] })
}

/** Letters and digits alone, without their marks; an i as an l, because a capital I looks like one ("PIaza", "ADMlN"). */
function skeletonOf(name: string): string {
  const letters = nameKey(name).split(separators).join('')
  return nameSkeleton(letters).normalize('NFD').replace(/\p{M}/gu, '').replaceAll('i', 'l')
}
