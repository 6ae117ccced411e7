import { expect, test } from 'vitest'
import { fillReply } from '../../shared/support/reply.ts'

const subject = {
  customer: { name: 'Vera' }, agent: { name: 'Grace' }, case: { number: 7 }, inbox: { name: 'Planetarium' },
}

test.each([
  ['Hello {{customer.name}}, {{ agent.name }} here.', 'Hello Vera, Grace here.'],
  ['{{inbox.name}} #{{case.number}} {{case.number}}', 'Planetarium #7 7'],
  ['{{customer.email}} {{ }} {{customer}} {customer.name} {{constructor.name}}',
    '{{customer.email}} {{ }} {{customer}} {customer.name} {{constructor.name}}'],
  ['nothing to fill', 'nothing to fill'],
])('%s', (body, filled) => {
  expect(fillReply(body, subject)).toBe(filled)
})

test('what is filled in is text, whatever it looks like', () => {
  const name = '{{agent.name}} $& $1'
  expect(fillReply('Hello {{customer.name}}', { ...subject, customer: { name } })).toBe(`Hello ${name}`)
})
