CREATE TABLE IF NOT EXISTS `login_places` (
	`user_id` bigint unsigned NOT NULL,
	`place` varbinary(64) NOT NULL,
	`seen_at` datetime(3) NOT NULL,
	CONSTRAINT `login_places_user_id_place_pk` PRIMARY KEY(`user_id`,`place`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `security_events` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`user_id` bigint unsigned NOT NULL,
	`kind` varchar(32) NOT NULL,
	`bucket` bigint unsigned,
	`count` int unsigned NOT NULL DEFAULT 1,
	`created_at` datetime(3) NOT NULL,
	`address` varchar(64) NOT NULL,
	`user_agent` varchar(255) NOT NULL,
	CONSTRAINT `security_events_id` PRIMARY KEY(`id`),
	CONSTRAINT `security_events_bucket` UNIQUE(`user_id`,`kind`,`bucket`)
);
--> statement-breakpoint
ALTER TABLE `sessions` ADD COLUMN IF NOT EXISTS `confirmed_at` datetime(3);--> statement-breakpoint
ALTER TABLE `sessions` ADD COLUMN IF NOT EXISTS `previous_id` varbinary(64);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `login_places_place` ON `login_places` (`place`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `login_places_seen` ON `login_places` (`seen_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `security_events_user` ON `security_events` (`user_id`,`id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `security_events_created` ON `security_events` (`created_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `sessions_previous` ON `sessions` (`previous_id`);