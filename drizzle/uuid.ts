import { customType } from 'drizzle-orm/mysql-core'

export const uuid = customType<{ data: string, driverData: Buffer }>({
  dataType: () => 'binary(16)',
  toDriver: text => Buffer.from(text.replaceAll('-', ''), 'hex'),
  fromDriver: bytes => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
})
