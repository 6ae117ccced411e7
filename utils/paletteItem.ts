import type { Component } from 'vue'
import type { Profile } from '#shared/protocol/user'

/** One line of the palette. */
export interface PaletteItem {
  id: string
  section: 'rooms' | 'people' | 'groups' | 'actions'
  label: string
  /** Other words that find it. */
  synonyms?: string
  note?: string
  icon?: Component
  user?: Profile
  /** Does it, and says where to go. */
  run: () => unknown
}
