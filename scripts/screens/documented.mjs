/** The pictures that README.md and docs/ show, by view, width and mode; a dozen at most, under 100 KB each. */
export const documented = [
  ['room', 1440, 'light'],
  ['square', 360, 'light'],
  ['palette', 360, 'dark'],
  ['rooms', 360, 'light'],
  ['admin', 1440, 'light'],
  ['desk-case', 1440, 'light'],
  ['widget', 1440, 'light'],
]
