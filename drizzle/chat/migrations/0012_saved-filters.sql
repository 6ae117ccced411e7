CREATE TABLE IF NOT EXISTS `support_filters` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`user_id` bigint unsigned NOT NULL,
	`name` varchar(320) NOT NULL,
	`filter` varchar(4000) NOT NULL,
	`position` int unsigned NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `support_filters_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `support_inboxes` ADD COLUMN IF NOT EXISTS `listed` boolean DEFAULT true NOT NULL;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `support_filters_user` ON `support_filters` (`user_id`,`position`);