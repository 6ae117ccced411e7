ALTER TABLE `push_dead_letters` ADD COLUMN IF NOT EXISTS `subscription_id` bigint unsigned;--> statement-breakpoint
ALTER TABLE `push_dead_letters` ADD COLUMN IF NOT EXISTS `room_id` bigint unsigned;--> statement-breakpoint
ALTER TABLE `push_dead_letters` ADD COLUMN IF NOT EXISTS `first_seq` bigint unsigned;--> statement-breakpoint
ALTER TABLE `push_dead_letters` ADD COLUMN IF NOT EXISTS `last_seq` bigint unsigned;--> statement-breakpoint
ALTER TABLE `push_deliveries` ADD COLUMN IF NOT EXISTS `host` varchar(255) DEFAULT '' NOT NULL;