CREATE TABLE IF NOT EXISTS `support_blocks` (
	`inbox_id` bigint unsigned NOT NULL,
	`user_id` bigint unsigned NOT NULL,
	`blocked_by` bigint unsigned NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `support_blocks_inbox_id_user_id_pk` PRIMARY KEY(`inbox_id`,`user_id`)
);
--> statement-breakpoint
ALTER TABLE `support_case_events` MODIFY COLUMN `kind` enum('opened','answered','state','assigned','priority','labels','rated','team','linked','unlinked','replied','ended','blocked') NOT NULL;--> statement-breakpoint
ALTER TABLE `support_cases` ADD COLUMN IF NOT EXISTS `context` text;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `support_blocks_user` ON `support_blocks` (`user_id`);