CREATE TABLE IF NOT EXISTS `audit` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`actor_id` bigint unsigned,
	`address` varchar(64) NOT NULL,
	`action` varchar(64) NOT NULL,
	`target_kind` enum('user','room','message','report','settings','invitation','ban','job') NOT NULL,
	`target_id` bigint unsigned,
	`before` text,
	`after` text,
	CONSTRAINT `audit_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `bans` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`address` varchar(64) NOT NULL,
	`user_id` bigint unsigned,
	`created_by` bigint unsigned NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`expires_at` datetime(3),
	CONSTRAINT `bans_id` PRIMARY KEY(`id`),
	CONSTRAINT `bans_address` UNIQUE(`address`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `invitations` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`token_hash` varbinary(64) NOT NULL,
	`note` varchar(160) NOT NULL,
	`max_uses` int unsigned NOT NULL,
	`uses` int unsigned NOT NULL DEFAULT 0,
	`created_by` bigint unsigned NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`expires_at` datetime(3) NOT NULL,
	`revoked_at` datetime(3),
	CONSTRAINT `invitations_id` PRIMARY KEY(`id`),
	CONSTRAINT `invitations_token` UNIQUE(`token_hash`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `settings` (
	`id` int NOT NULL,
	`version` bigint unsigned NOT NULL,
	`value` mediumtext NOT NULL,
	CONSTRAINT `settings_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `warnings` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`user_id` bigint unsigned NOT NULL,
	`text` varchar(2000) NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`read_at` datetime(3),
	CONSTRAINT `warnings_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `tokens` MODIFY COLUMN `purpose` enum('setup','password') NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD COLUMN IF NOT EXISTS `seen_at` datetime(3);--> statement-breakpoint
ALTER TABLE `sessions` ADD COLUMN IF NOT EXISTS `address` varchar(64);--> statement-breakpoint
ALTER TABLE `sessions` ADD COLUMN IF NOT EXISTS `user_agent` varchar(255);--> statement-breakpoint
ALTER TABLE `tokens` ADD COLUMN IF NOT EXISTS `user_id` bigint unsigned;--> statement-breakpoint
ALTER TABLE `users` ADD COLUMN IF NOT EXISTS `disabled_at` datetime(3);--> statement-breakpoint
ALTER TABLE `users` ADD COLUMN IF NOT EXISTS `muted_until` datetime(3);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `audit_actor` ON `audit` (`actor_id`,`id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `audit_action` ON `audit` (`action`,`id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `audit_target` ON `audit` (`target_kind`,`target_id`,`id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `warnings_user` ON `warnings` (`user_id`,`read_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `tokens_user` ON `tokens` (`user_id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `users_kind` ON `users` (`kind`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `users_created` ON `users` (`created_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `users_disabled` ON `users` (`disabled_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `users_muted` ON `users` (`muted_until`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `users_deleted` ON `users` (`deleted_at`);