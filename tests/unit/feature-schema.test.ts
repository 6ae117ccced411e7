import { expect, test } from 'vitest'
import { newFeatureSchema } from '../../shared/schemas/admin/adminFeature.ts'

test('a prerequisite that is a key alone is what it is when it is read again', () => {
  const given = ['base', { key: 'middle', variant: 'on' }]
  const { prerequisites } = newFeatureSchema.parse({ key: 'top', prerequisites: given })
  expect(prerequisites).toStrictEqual([{ key: 'base' }, { key: 'middle', variant: 'on' }])
})
