import type { VNode } from 'vue'
import { h } from 'vue'
import { splitMentions } from '#shared/mentions'

/** The attributes of a mention; a link where the person has a card. */
export interface MentionLook { class: string, href?: string }
export type FindMention = (name: string) => MentionLook | undefined

/** A text in which mentions stand out. */
export function withMentions(text: string, find: FindMention | undefined): string | (string | VNode)[] {
  if (!find || !text.includes('@')) return text
  return splitMentions(text, find).map(piece =>
    typeof piece === 'string' ? piece : h(piece.found.href ? 'a' : 'span', piece.found, piece.text))
}
