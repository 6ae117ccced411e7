CREATE TABLE IF NOT EXISTS `outbox` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`room_id` bigint unsigned NOT NULL,
	`first_seq` bigint unsigned NOT NULL,
	`last_seq` bigint unsigned NOT NULL,
	`claims` int unsigned NOT NULL DEFAULT 0,
	`lease_until` datetime(3),
	CONSTRAINT `outbox_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `push_dead_letters` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`user_id` bigint unsigned NOT NULL,
	`host` varchar(255) NOT NULL,
	`attempts` int unsigned NOT NULL,
	`reason` varchar(40) NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`died_at` datetime(3) NOT NULL,
	CONSTRAINT `push_dead_letters_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `push_deliveries` (
	`subscription_id` bigint unsigned NOT NULL,
	`room_id` bigint unsigned NOT NULL,
	`user_id` bigint unsigned NOT NULL,
	`first_seq` bigint unsigned NOT NULL,
	`last_seq` bigint unsigned NOT NULL,
	`attempts` int unsigned NOT NULL DEFAULT 0,
	`created_at` datetime(3) NOT NULL,
	`next_at` datetime(3) NOT NULL,
	CONSTRAINT `push_deliveries_subscription_id_room_id_pk` PRIMARY KEY(`subscription_id`,`room_id`)
);
--> statement-breakpoint
ALTER TABLE `memberships` ADD COLUMN IF NOT EXISTS `notification_chosen` boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `push_dead_letters_died` ON `push_dead_letters` (`died_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `push_deliveries_next` ON `push_deliveries` (`next_at`);