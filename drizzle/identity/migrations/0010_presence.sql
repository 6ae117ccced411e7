ALTER TABLE `users` ADD COLUMN IF NOT EXISTS `presence` enum('auto','away','dnd') DEFAULT 'auto' NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD COLUMN IF NOT EXISTS `presence_text` varchar(200) DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD COLUMN IF NOT EXISTS `presence_hidden` boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD COLUMN IF NOT EXISTS `shares_reading` boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD COLUMN IF NOT EXISTS `presence_version` bigint unsigned DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD COLUMN IF NOT EXISTS `last_seen_at` datetime(3);