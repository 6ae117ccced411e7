import { setResponseHeader } from 'h3'
import { figuresSchema } from '#shared/schemas/supportFigures'
import { defineUserHandler, validQuery } from '../../http/handler'
import { figuresCsv } from '../../services/support/figures/figuresCsv'
import { readFigures } from '../../services/support/figures/supportFigures'

/** `GET /api/support/figures`: as JSON, or the days of it as a file. */
export default defineUserHandler(async ({ event, user }) => {
  const { format, ...asked } = validQuery(event, figuresSchema)
  const figures = await readFigures(user.id, asked)
  if (format === 'json') return { figures }
  setResponseHeader(event, 'content-type', 'text/csv; charset=utf-8')
  setResponseHeader(event, 'content-disposition', `attachment; filename="figures-${figures.from}-${figures.to}.csv"`)
  return figuresCsv(figures)
})
