CREATE TABLE IF NOT EXISTS `blocks` (
	`user_id` bigint unsigned NOT NULL,
	`blocked_id` bigint unsigned NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `blocks_user_id_blocked_id_pk` PRIMARY KEY(`user_id`,`blocked_id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `mentions` (
	`user_id` bigint unsigned NOT NULL,
	`room_id` bigint unsigned NOT NULL,
	`seq` bigint unsigned NOT NULL,
	`author_id` bigint unsigned NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `mentions_user_id_room_id_seq_pk` PRIMARY KEY(`user_id`,`room_id`,`seq`)
);
--> statement-breakpoint
ALTER TABLE `memberships` ADD COLUMN IF NOT EXISTS `muted_until` datetime(3);--> statement-breakpoint
ALTER TABLE `memberships` ADD COLUMN IF NOT EXISTS `favourite` boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `memberships` ADD COLUMN IF NOT EXISTS `blocked` boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `memberships` ADD COLUMN IF NOT EXISTS `blocking` boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `messages` ADD COLUMN IF NOT EXISTS `mentions` varchar(1000);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `blocks_blocked` ON `blocks` (`blocked_id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `mentions_message` ON `mentions` (`room_id`,`seq`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `mentions_newest` ON `mentions` (`user_id`,`created_at`,`room_id`,`seq`);