/** The page itself, `--ui-bg-muted` of the style sheet, for the bars that systems draw around it. */
export const paper = { light: '#faf8f6', dark: '#181411' }
