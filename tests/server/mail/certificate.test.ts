import { expect, test } from 'vitest'
import { member } from '../../support/cast.ts'
import { mailOverview, mailsDueNow, mailsOf, refusals, useMailWorld } from '../../support/mailbox.ts'
import { Mailbox } from '../../support/smtpServer.ts'
import { until } from '../../support/until.ts'

const world = useMailWorld('mail-certificate', {}, new Mailbox('smtps'))

test('a mail server whose certificate nobody knows hears of no address, and an admin reads why', async () => {
  const { server, mailbox } = world
  const lin = await member(server, 'lin')
  const [mail] = await mailsOf(server, lin, 'verification')
  for (let attempt = 1; attempt <= 8; attempt++) {
    await until(`attempt ${attempt} to be written down`, () => refusals(server, `"id":${mail!.id},`) >= attempt)
    if (attempt < 8) await mailsDueNow(server)
  }
  expect(await mailsOf(server, lin, 'verification')).toEqual([])
  expect((await mailOverview(server)).lastLost).toMatchObject({ reason: 'certificate' })
  expect(mailbox.attempts).toEqual([])
  expect(server.readLog()).not.toContain(lin.email)
})
