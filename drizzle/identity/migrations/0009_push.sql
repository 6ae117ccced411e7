CREATE TABLE IF NOT EXISTS `push_subscriptions` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`user_id` bigint unsigned NOT NULL,
	`session_id` varbinary(64) NOT NULL,
	`endpoint` varchar(1000) NOT NULL,
	`endpoint_hash` varbinary(64) NOT NULL,
	`p256dh` varbinary(100) NOT NULL,
	`auth` varbinary(40) NOT NULL,
	`device` varchar(100) NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`last_state` enum('delivered','failed'),
	`last_at` datetime(3),
	CONSTRAINT `push_subscriptions_id` PRIMARY KEY(`id`),
	CONSTRAINT `push_subscriptions_endpoint` UNIQUE(`endpoint_hash`)
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `push_subscriptions_user` ON `push_subscriptions` (`user_id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `push_subscriptions_session` ON `push_subscriptions` (`session_id`);--> statement-breakpoint
ALTER TABLE `push_subscriptions` ADD CONSTRAINT `push_subscriptions_session_id_sessions_id_fk` FOREIGN KEY IF NOT EXISTS (`session_id`) REFERENCES `sessions`(`id`) ON DELETE cascade ON UPDATE cascade;