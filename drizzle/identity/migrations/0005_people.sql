CREATE TABLE IF NOT EXISTS `retired_names` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`username_key` varbinary(255) NOT NULL,
	`username_skeleton` varbinary(255) NOT NULL,
	`expires_at` datetime(3) NOT NULL,
	CONSTRAINT `retired_names_id` PRIMARY KEY(`id`),
	INDEX `retired_names_skeleton` (`username_skeleton`),
	INDEX `retired_names_expires` (`expires_at`)
);
--> statement-breakpoint
ALTER TABLE `users` ADD COLUMN IF NOT EXISTS `display_skeleton` varbinary(255);--> statement-breakpoint
ALTER TABLE `users` ADD COLUMN IF NOT EXISTS `lookalike` boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD COLUMN IF NOT EXISTS `addable_by` enum('everyone','companions','nobody') DEFAULT 'everyone' NOT NULL;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `users_display_skeleton` ON `users` (`display_skeleton`);
