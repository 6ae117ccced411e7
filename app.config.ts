export default defineAppConfig({
  ui: {
    colors: {
      primary: 'terracotta',
      neutral: 'stone',
    },
    button: {
      slots: { base: 'cursor-pointer min-h-9 pointer-coarse:min-h-11' },
      variants: { size: { md: { base: 'px-3' } } },
    },
  },
})
