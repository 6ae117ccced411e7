CREATE TABLE IF NOT EXISTS `refusals` (
	`user_id` bigint unsigned NOT NULL,
	`kind` enum('room','person') NOT NULL,
	`target_id` bigint unsigned NOT NULL,
	`name` varchar(160),
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `refusals_user_id_kind_target_id_pk` PRIMARY KEY(`user_id`,`kind`,`target_id`)
);
--> statement-breakpoint
ALTER TABLE `memberships` ADD COLUMN IF NOT EXISTS `added_by` bigint unsigned;--> statement-breakpoint
ALTER TABLE `memberships` ADD COLUMN IF NOT EXISTS `role_given` boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `memberships` ADD COLUMN IF NOT EXISTS `hidden_seq` bigint unsigned;--> statement-breakpoint
UPDATE `memberships` m JOIN `rooms` r ON r.`id` = m.`room_id` SET m.`role_given` = true WHERE m.`role` = 'owner' AND m.`joined_at` > r.`created_at` + INTERVAL 5 SECOND;
