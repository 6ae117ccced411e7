CREATE TABLE IF NOT EXISTS `sessions` (
	`id` varbinary(64) NOT NULL,
	`user_id` bigint unsigned NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`expires_at` datetime(3) NOT NULL,
	CONSTRAINT `sessions_id` PRIMARY KEY(`id`),
	KEY `sessions_user` (`user_id`),
	KEY `sessions_expires` (`expires_at`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `tokens` (
	`id` varbinary(64) NOT NULL,
	`purpose` enum('setup') NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`expires_at` datetime(3) NOT NULL,
	CONSTRAINT `tokens_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `users` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`kind` enum('member','guest','customer','bot') NOT NULL,
	`role` enum('user','agent','admin') NOT NULL DEFAULT 'user',
	`username` varchar(64) NOT NULL,
	`username_key` varbinary(255),
	`username_skeleton` varbinary(255),
	`display_name` varchar(128) NOT NULL,
	`display_key` varbinary(512),
	`email` varchar(254),
	`email_key` varbinary(512),
	`password_hash` varchar(255),
	`avatar_url` varchar(255),
	`created_at` datetime(3) NOT NULL,
	`welcomed_at` datetime(3),
	`deleted_at` datetime(3),
	CONSTRAINT `users_id` PRIMARY KEY(`id`),
	CONSTRAINT `users_username_key` UNIQUE(`username_key`),
	CONSTRAINT `users_email_key` UNIQUE(`email_key`),
	KEY `users_username_skeleton` (`username_skeleton`),
	KEY `users_display_key` (`display_key`),
	KEY `users_role` (`role`)
);
