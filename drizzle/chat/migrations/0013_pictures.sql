CREATE TABLE IF NOT EXISTS `files` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`file_key` varbinary(64) NOT NULL,
	`purpose` enum('user_picture','room_picture') NOT NULL,
	`owner_id` bigint unsigned NOT NULL,
	`created_by` bigint unsigned NOT NULL,
	`bytes` bigint unsigned NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `files_id` PRIMARY KEY(`id`),
	CONSTRAINT `files_key` UNIQUE(`file_key`)
);
--> statement-breakpoint
ALTER TABLE `rooms` ADD COLUMN IF NOT EXISTS `avatar_url` varchar(255);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `files_owner` ON `files` (`purpose`,`owner_id`);