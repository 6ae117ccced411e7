CREATE TABLE IF NOT EXISTS `email_tokens` (
	`id` varbinary(64) NOT NULL,
	`user_id` bigint unsigned NOT NULL,
	`email_key` varbinary(512) NOT NULL,
	`expires_at` datetime(3) NOT NULL,
	CONSTRAINT `email_tokens_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `mail_dead_letters` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`kind` enum('verification','reset','notice','digest') NOT NULL,
	`user_id` bigint unsigned,
	`attempts` int unsigned NOT NULL,
	`reason` varchar(40) NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`died_at` datetime(3) NOT NULL,
	CONSTRAINT `mail_dead_letters_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `mails` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`kind` enum('verification','reset','notice','digest') NOT NULL,
	`user_id` bigint unsigned,
	`address` varchar(254) NOT NULL,
	`since` datetime(3),
	`attempts` int unsigned NOT NULL DEFAULT 0,
	`created_at` datetime(3) NOT NULL,
	`next_at` datetime(3) NOT NULL,
	CONSTRAINT `mails_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `tokens` ADD COLUMN IF NOT EXISTS `email_key` varbinary(512);--> statement-breakpoint
ALTER TABLE `users` ADD COLUMN IF NOT EXISTS `email_verified_at` datetime(3);--> statement-breakpoint
ALTER TABLE `users` ADD COLUMN IF NOT EXISTS `digest` enum('daily','off') DEFAULT 'daily' NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD COLUMN IF NOT EXISTS `digest_at` datetime(3);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `email_tokens_user` ON `email_tokens` (`user_id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `email_tokens_expires` ON `email_tokens` (`expires_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `mail_dead_letters_died` ON `mail_dead_letters` (`died_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `mails_next` ON `mails` (`next_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `mails_user` ON `mails` (`user_id`);