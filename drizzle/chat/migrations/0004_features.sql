CREATE TABLE IF NOT EXISTS `feature_events` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`feature_id` bigint unsigned NOT NULL,
	`version` bigint unsigned NOT NULL,
	`kind` enum('created','changed','killed','reverted','imported','scheduled','ramped','guarded','deleted') NOT NULL,
	`actor_id` bigint unsigned,
	`reason` varchar(500),
	`figures` text,
	`definition` mediumtext NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `feature_events_id` PRIMARY KEY(`id`),
	CONSTRAINT `feature_events_version` UNIQUE(`feature_id`,`version`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `feature_figures` (
	`feature_id` bigint unsigned NOT NULL,
	`variant` varbinary(64) NOT NULL,
	`minute` datetime(3) NOT NULL,
	`people` int unsigned NOT NULL DEFAULT 0,
	`faults` int unsigned NOT NULL DEFAULT 0,
	`failures` int unsigned NOT NULL DEFAULT 0,
	CONSTRAINT `feature_figures_feature_id_variant_minute_pk` PRIMARY KEY(`feature_id`,`variant`,`minute`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `feature_people` (
	`feature_id` bigint unsigned NOT NULL,
	`user_id` bigint unsigned NOT NULL,
	`variant` varbinary(64) NOT NULL,
	`first_at` datetime(3) NOT NULL,
	`last_at` datetime(3) NOT NULL,
	`faults` int unsigned NOT NULL DEFAULT 0,
	`failures` int unsigned NOT NULL DEFAULT 0,
	`messages` int unsigned NOT NULL DEFAULT 0,
	`note_seen_at` datetime(3),
	CONSTRAINT `feature_people_feature_id_user_id_pk` PRIMARY KEY(`feature_id`,`user_id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `feature_reach` (
	`node` varbinary(64) NOT NULL,
	`people` text NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	CONSTRAINT `feature_reach_node` PRIMARY KEY(`node`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `feature_rules` (
	`feature_id` bigint unsigned NOT NULL,
	`position` int unsigned NOT NULL,
	`conditions` mediumtext NOT NULL,
	`share` int unsigned,
	`variant` varbinary(64),
	`split` text,
	CONSTRAINT `feature_rules_feature_id_position_pk` PRIMARY KEY(`feature_id`,`position`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `feature_segments` (
	`segment_key` varbinary(100) NOT NULL,
	`description` varchar(500) NOT NULL,
	`conditions` mediumtext NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	CONSTRAINT `feature_segments_segment_key` PRIMARY KEY(`segment_key`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `feature_state` (
	`id` int NOT NULL,
	`version` bigint unsigned NOT NULL,
	CONSTRAINT `feature_state_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `features` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`feature_key` varbinary(100) NOT NULL,
	`description` varchar(2000) NOT NULL,
	`owner` varchar(200) NOT NULL,
	`type` enum('release','experiment','operational','kill_switch','permission') NOT NULL,
	`enabled` boolean NOT NULL,
	`variants` mediumtext NOT NULL,
	`default_variant` varbinary(64) NOT NULL,
	`off_variant` varbinary(64) NOT NULL,
	`apply_mode` enum('live','next-navigation','next-session') NOT NULL,
	`prerequisites` text NOT NULL,
	`schedule` text,
	`stale_after` datetime(3),
	`hidden` boolean NOT NULL DEFAULT false,
	`guard` text,
	`note` text,
	`salt` varbinary(64) NOT NULL,
	`hash_version` int unsigned NOT NULL DEFAULT 1,
	`ramp_step` int unsigned NOT NULL DEFAULT 0,
	`ramp_since` datetime(3),
	`ramp_paused` varchar(500),
	`killed_reason` varchar(500),
	`killed_by` bigint unsigned,
	`killed_at` datetime(3),
	`evaluated_at` datetime(3),
	`version` bigint unsigned NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	`deleted_at` datetime(3),
	CONSTRAINT `features_id` PRIMARY KEY(`id`),
	CONSTRAINT `features_key` UNIQUE(`feature_key`)
);
--> statement-breakpoint
ALTER TABLE `audit` MODIFY COLUMN `target_kind` enum('user','room','message','report','settings','invitation','ban','job','feature','token') NOT NULL;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `feature_figures_minute` ON `feature_figures` (`minute`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `feature_people_variant` ON `feature_people` (`feature_id`,`variant`,`last_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `feature_people_user` ON `feature_people` (`user_id`);