import type { VNode } from 'vue'
import { h } from 'vue'
import { splitMentions } from '#shared/mentions'

/** Whom a name behind an `@` means in a message: its reader, or somebody else. */
export type MentionLook = 'own' | 'other'
export type FindMention = (name: string) => MentionLook | undefined

/** A text in which mentions stand out. */
export function withMentions(text: string, find: FindMention | undefined): string | (string | VNode)[] {
  if (!find || !text.includes('@')) return text
  return splitMentions(text, find).map(piece =>
    typeof piece === 'string' ? piece : h('span', { class: `mention mention-${piece.found}` }, piece.text))
}
