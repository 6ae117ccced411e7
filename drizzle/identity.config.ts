import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'mysql',
  schema: [
    './drizzle/identity/schema.ts', './drizzle/identity/push.ts', './drizzle/identity/support.ts',
    './drizzle/identity/mail.ts', './drizzle/identity/names.ts',
  ],
  out: './drizzle/identity/migrations',
})
