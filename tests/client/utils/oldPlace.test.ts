import { expect, test } from 'vitest'
import { oldPlace } from '~/utils/oldPlace'

test.each([
  [{ query: 'tea & cake' }, '', '/rooms/find?query=tea+%26+cake'],
  [{ people: 'ada' }, '', '/rooms/people?people=ada'],
  [{}, '#create', '/rooms/new'],
  [{}, '#directory', '/rooms/find'],
  [{}, '#people', '/rooms/people'],
  [{ query: ['a', 'b'] }, '#constructor', undefined],
  [{}, '', undefined],
])('%o%s was once on the page of rooms', (query, hash, place) => {
  expect(oldPlace(query, hash)).toBe(place)
})
