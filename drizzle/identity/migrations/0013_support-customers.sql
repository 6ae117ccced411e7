CREATE TABLE IF NOT EXISTS `support_resume_tokens` (
	`id` varbinary(64) NOT NULL,
	`user_id` bigint unsigned NOT NULL,
	`inbox_id` bigint unsigned NOT NULL,
	`case_id` bigint unsigned,
	`expires_at` datetime(3) NOT NULL,
	CONSTRAINT `support_resume_tokens_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `mail_dead_letters` MODIFY COLUMN `kind` enum('verification','reset','notice','digest','resume','answer') NOT NULL;--> statement-breakpoint
ALTER TABLE `mails` MODIFY COLUMN `kind` enum('verification','reset','notice','digest','resume','answer') NOT NULL;--> statement-breakpoint
ALTER TABLE `support_customers` ADD COLUMN IF NOT EXISTS `mail_off_at` datetime(3);--> statement-breakpoint
ALTER TABLE `mails` ADD COLUMN IF NOT EXISTS `ref` bigint unsigned;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `support_resume_tokens_user` ON `support_resume_tokens` (`user_id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `support_resume_tokens_expires` ON `support_resume_tokens` (`expires_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `support_customers_email` ON `support_customers` (`inbox_id`,`email`);