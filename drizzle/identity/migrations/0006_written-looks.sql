ALTER TABLE `retired_names` ADD COLUMN IF NOT EXISTS `username_written` varbinary(255);--> statement-breakpoint
ALTER TABLE `users` ADD COLUMN IF NOT EXISTS `username_written` varbinary(255);--> statement-breakpoint
ALTER TABLE `users` ADD COLUMN IF NOT EXISTS `display_written` varbinary(255);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `retired_names_written` ON `retired_names` (`username_written`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `users_username_written` ON `users` (`username_written`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `users_display_written` ON `users` (`display_written`);
