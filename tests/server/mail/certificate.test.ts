import { expect, test } from 'vitest'
import { member } from '../../support/cast.ts'
import { mailOverview, mailsDueNow, mailsOf, refusals, useMailWorld } from '../../support/mailbox.ts'
import { Mailbox } from '../../support/smtpServer.ts'
import { until } from '../../support/until.ts'

const world = useMailWorld('mail-certificate', {}, new Mailbox('smtps'))

test('a mail server whose certificate nobody knows hears of no address, and an admin reads why', async () => {
  const { server, mailbox } = world
  const lin = await member(server, 'lin')
  const waiting = () => mailsOf(server, lin, 'verification')
  for (let attempt = 1; attempt <= 8; attempt++) {
    await until(`attempt ${attempt}`, async () => {
      await mailsDueNow(server)
      return (await waiting()).every(({ attempts }) => Number(attempts) >= attempt)
    }, 15_000)
  }
  await until('it to be given up', async () => (await waiting()).length === 0, 15_000)
  expect(refusals(server)).toBeGreaterThanOrEqual(8)
  expect((await mailOverview(server)).lastLost).toMatchObject({ reason: 'certificate' })
  expect(mailbox.attempts).toEqual([])
  expect(server.readLog()).not.toContain(lin.email)
})
