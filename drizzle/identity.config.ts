import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'mysql',
  schema: './drizzle/identity/schema.ts',
  out: './drizzle/identity/migrations',
})
