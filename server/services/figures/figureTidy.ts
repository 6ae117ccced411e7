import { eq, isNotNull, lt } from 'drizzle-orm'
import { featureFigures, featureFormerPeople, featurePeople, features } from '../../../drizzle/chat/features'
import { chatDatabase } from '../../database/databases'

const dayMs = 86_400_000
const keptDays = 90
const rowsAtOnce = 5000

/** Figures and former people of more than 90 days ago, and all figures and people of features that are deleted. */
export async function tidyFigures(): Promise<void> {
  const { queries } = chatDatabase()
  const old = new Date(Date.now() - keptDays * dayMs)
  await inBatches(() => queries.delete(featureFigures).where(lt(featureFigures.minute, old)).limit(rowsAtOnce))
  const { lastAt } = featureFormerPeople
  await inBatches(() => queries.delete(featureFormerPeople).where(lt(lastAt, old)).limit(rowsAtOnce))
  const deleted = await queries.select({ id: features.id }).from(features).where(isNotNull(features.deletedAt))
  for (const { id } of deleted) {
    for (const table of [featureFigures, featurePeople, featureFormerPeople]) {
      await inBatches(() => queries.delete(table).where(eq(table.featureId, id)).limit(rowsAtOnce))
    }
  }
}

async function inBatches(remove: () => Promise<[{ affectedRows: number }, unknown]>): Promise<void> {
  for (;;) {
    const [{ affectedRows }] = await remove()
    if (affectedRows < rowsAtOnce) return
  }
}
