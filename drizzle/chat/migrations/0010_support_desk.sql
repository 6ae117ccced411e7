CREATE TABLE IF NOT EXISTS `support_agents` (
	`user_id` bigint unsigned NOT NULL,
	`seen_at` datetime(3) NOT NULL,
	CONSTRAINT `support_agents_user_id` PRIMARY KEY(`user_id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `support_case_links` (
	`case_id` bigint unsigned NOT NULL,
	`other_id` bigint unsigned NOT NULL,
	CONSTRAINT `support_case_links_case_id_other_id_pk` PRIMARY KEY(`case_id`,`other_id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `support_replies` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`inbox_id` bigint unsigned,
	`name` varchar(320) NOT NULL,
	`body` text NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `support_replies_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `support_team_agents` (
	`team_id` bigint unsigned NOT NULL,
	`user_id` bigint unsigned NOT NULL,
	CONSTRAINT `support_team_agents_team_id_user_id_pk` PRIMARY KEY(`team_id`,`user_id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `support_teams` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`inbox_id` bigint unsigned NOT NULL,
	`name` varchar(320) NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `support_teams_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `support_case_events` MODIFY COLUMN `kind` enum('opened','answered','state','assigned','priority','labels','rated','team','linked','unlinked','replied','ended') NOT NULL;--> statement-breakpoint
ALTER TABLE `support_cases` ADD COLUMN IF NOT EXISTS `assigned_at` datetime(3);--> statement-breakpoint
ALTER TABLE `support_cases` ADD COLUMN IF NOT EXISTS `team_id` bigint unsigned;--> statement-breakpoint
ALTER TABLE `support_cases` ADD COLUMN IF NOT EXISTS `first_answer_due_at` datetime(3);--> statement-breakpoint
ALTER TABLE `support_cases` ADD COLUMN IF NOT EXISTS `resolution_due_at` datetime(3);--> statement-breakpoint
ALTER TABLE `support_inboxes` ADD COLUMN IF NOT EXISTS `assignment` text;--> statement-breakpoint
ALTER TABLE `support_inboxes` ADD COLUMN IF NOT EXISTS `last_assigned_id` bigint unsigned;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `support_replies_inbox` ON `support_replies` (`inbox_id`,`id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `support_teams_inbox` ON `support_teams` (`inbox_id`,`id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `support_cases_counts` ON `support_cases` (`inbox_id`,`state`,`assignee_id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `support_cases_team` ON `support_cases` (`team_id`,`state`,`updated_at`);