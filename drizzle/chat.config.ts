import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'mysql',
  schema: [
    './drizzle/chat/schema.ts', './drizzle/chat/features.ts', './drizzle/chat/push.ts', './drizzle/chat/support.ts',
  ],
  out: './drizzle/chat/migrations',
})
