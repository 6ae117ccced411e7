/** In place of components/message/markup/highlighter.ts: code as it was typed. */
export const highlight = () => Promise.resolve(undefined)
