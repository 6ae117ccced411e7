CREATE TABLE IF NOT EXISTS `feature_former_people` (
	`feature_id` bigint unsigned NOT NULL,
	`variant` varbinary(64) NOT NULL,
	`user_id` bigint unsigned NOT NULL,
	`last_at` datetime(3) NOT NULL,
	`messages` int unsigned NOT NULL DEFAULT 0,
	CONSTRAINT `feature_former_people_feature_id_variant_user_id_pk` PRIMARY KEY(`feature_id`,`variant`,`user_id`)
);
--> statement-breakpoint
ALTER TABLE `feature_reach` ADD COLUMN IF NOT EXISTS `open` mediumtext;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `feature_former_people_user` ON `feature_former_people` (`user_id`);