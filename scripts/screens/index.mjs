const style = `
  body { margin: 0 auto; max-width: 90rem; padding: 2rem; font: 15px/1.5 system-ui, sans-serif }
  body { background: #f6f4f1; color: #292524 }
  h1 { font-size: 1.5rem } h2 { font-size: 1rem; margin: 2.5rem 0 .75rem }
  .row { display: flex; gap: 1rem; align-items: flex-start; overflow-x: auto }
  img { display: block; height: 22rem; width: auto; border-radius: 8px; border: 1px solid #d6d3d1 }
`

/** One page that shows every picture, each a link to itself. */
export function page(views, sizes, modes) {
  const row = view => sizes.flatMap(size => modes.map(mode => picture(view, size, mode))).join('\n')
  const section = view => `<h2 id="${view.name}">${view.title}</h2>\n<div class="row">${row(view)}</div>`
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Plaza, every screen</title><style>${style}</style>
<h1>Plaza, every screen</h1>
<p>Made by <code>npm run screens</code>.</p>
${views.map(section).join('\n')}
</html>
`
}

/** The picture of a view in a window of this size. */
export function fileName(view, [width, , { zoom, print } = {}], mode) {
  return `${view.name}-${width}${zoom ? `-zoom${zoom}` : ''}${print ? '-print' : ''}-${mode}.jpg`
}

function picture(view, size, mode) {
  const [width, height] = size
  const file = fileName(view, size, mode)
  const alt = `${view.title}, ${width} pixels wide, ${mode}`
  const image = `<img loading="lazy" src="${file}" alt="${alt}" width="${width}" height="${height}">`
  return `<a href="${file}">${image}</a>`
}
