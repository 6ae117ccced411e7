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
CREATE TABLE IF NOT EXISTS `jobs` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`kind` enum('message_deletion','content_wipe','guest_tidy','retention') NOT NULL,
	`params` text NOT NULL,
	`state` enum('waiting','running','done','failed','cancelled') NOT NULL,
	`total` bigint unsigned NOT NULL DEFAULT 0,
	`done` bigint unsigned NOT NULL DEFAULT 0,
	`affected` bigint unsigned NOT NULL DEFAULT 0,
	`position` varchar(200) NOT NULL DEFAULT '',
	`created_by` bigint unsigned,
	`created_at` datetime(3) NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	`lease_until` datetime(3),
	CONSTRAINT `jobs_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `reports` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`room_id` bigint unsigned NOT NULL,
	`seq` bigint unsigned NOT NULL,
	`author_id` bigint unsigned NOT NULL,
	`reporter_id` bigint unsigned NOT NULL,
	`reason` enum('spam','abuse','illegal','other') NOT NULL,
	`note` varchar(2000) NOT NULL,
	`body` text,
	`decision` enum('dismiss','delete','warn','mute','ban','wipe'),
	`decided_by` bigint unsigned,
	`decided_note` varchar(2000),
	`decided_at` datetime(3),
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `reports_id` PRIMARY KEY(`id`),
	CONSTRAINT `reports_once` UNIQUE(`room_id`,`seq`,`reporter_id`)
);
--> statement-breakpoint
ALTER TABLE `rooms` ADD COLUMN IF NOT EXISTS `archived_at` datetime(3);--> statement-breakpoint
ALTER TABLE `rooms` ADD COLUMN IF NOT EXISTS `is_default` boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `rooms` ADD COLUMN IF NOT EXISTS `retained_seq` bigint unsigned DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `audit_actor` ON `audit` (`actor_id`,`id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `audit_action` ON `audit` (`action`,`id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `audit_target` ON `audit` (`target_kind`,`target_id`,`id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `jobs_state` ON `jobs` (`state`,`lease_until`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `reports_queue` ON `reports` (`decided_at`,`id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `reports_author` ON `reports` (`author_id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `messages_author` ON `messages` (`author_id`,`created_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `messages_created` ON `messages` (`created_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `rooms_active` ON `rooms` (`kind`,`active_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `rooms_name` ON `rooms` (`kind`,`name_key`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `rooms_members` ON `rooms` (`kind`,`member_count`);