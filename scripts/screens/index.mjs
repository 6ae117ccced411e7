const style = `
  body { margin: 0 auto; max-width: 90rem; padding: 2rem; font: 15px/1.5 system-ui, sans-serif; background: #f6f4f1; color: #292524 }
  h1 { font-size: 1.5rem } h2 { font-size: 1rem; margin: 2.5rem 0 .75rem }
  .row { display: flex; gap: 1rem; align-items: flex-start; overflow-x: auto }
  img { display: block; height: 22rem; width: auto; border-radius: 8px; border: 1px solid #d6d3d1 }
`

/** One page that shows every picture, each a link to itself. */
export function page(views, sizes, modes) {
  const picture = (view, [width, height], mode) => {
    const file = `${view.name}-${width}-${mode}.jpg`
    return `<a href="${file}"><img loading="lazy" src="${file}" alt="${view.title}, ${width} pixels wide, ${mode}" width="${width}" height="${height}"></a>`
  }
  const row = view => `<h2 id="${view.name}">${view.title}</h2>\n<div class="row">${sizes.flatMap(size => modes.map(mode => picture(view, size, mode))).join('\n')}</div>`
  return `<!doctype html>\n<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Plaza, every screen</title><style>${style}</style>\n<h1>Plaza, every screen</h1>\n<p>Made by <code>npm run screens</code>.</p>\n${views.map(row).join('\n')}\n</html>\n`
}
