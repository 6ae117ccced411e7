CREATE TABLE IF NOT EXISTS `support_case_events` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`case_id` bigint unsigned NOT NULL,
	`inbox_id` bigint unsigned NOT NULL,
	`kind` enum('opened','answered','state','assigned','priority','labels','rated') NOT NULL,
	`actor_id` bigint unsigned,
	`data` varchar(4000) NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `support_case_events_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `support_case_labels` (
	`case_id` bigint unsigned NOT NULL,
	`label` varchar(160) NOT NULL,
	`label_key` varbinary(320) NOT NULL,
	CONSTRAINT `support_case_labels_case_id_label_key_pk` PRIMARY KEY(`case_id`,`label_key`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `support_cases` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`inbox_id` bigint unsigned NOT NULL,
	`room_id` bigint unsigned NOT NULL,
	`notes_room_id` bigint unsigned,
	`customer_id` bigint unsigned NOT NULL,
	`state` enum('open','waiting','snoozed','resolved','spam') NOT NULL DEFAULT 'open',
	`assignee_id` bigint unsigned,
	`priority` enum('low','normal','high','urgent') NOT NULL DEFAULT 'normal',
	`version` int unsigned NOT NULL DEFAULT 1,
	`created_at` datetime(3) NOT NULL,
	`updated_at` datetime(3) NOT NULL,
	`waiting_since` datetime(3),
	`first_answered_at` datetime(3),
	`resolved_at` datetime(3),
	`snoozed_until` datetime(3),
	`rating` tinyint unsigned,
	`rating_text` varchar(4000),
	`rated_at` datetime(3),
	`seen_seq` bigint unsigned NOT NULL DEFAULT 0,
	CONSTRAINT `support_cases_id` PRIMARY KEY(`id`),
	CONSTRAINT `support_cases_room` UNIQUE(`room_id`),
	CONSTRAINT `support_cases_notes` UNIQUE(`notes_room_id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `support_inboxes` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`inbox_key` varbinary(64) NOT NULL,
	`room_id` bigint unsigned NOT NULL,
	`name` varchar(320) NOT NULL,
	`greeting` varchar(2000) NOT NULL,
	`colour` varchar(7) NOT NULL,
	`sites` text NOT NULL,
	`form` text NOT NULL,
	`hours` text,
	`targets` text NOT NULL,
	`typing_preview` boolean NOT NULL DEFAULT false,
	`identity_secret` varbinary(64) NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`deleted_at` datetime(3),
	CONSTRAINT `support_inboxes_id` PRIMARY KEY(`id`),
	CONSTRAINT `support_inboxes_key` UNIQUE(`inbox_key`),
	CONSTRAINT `support_inboxes_room` UNIQUE(`room_id`)
);
--> statement-breakpoint
ALTER TABLE `audit` MODIFY COLUMN `target_kind` enum('user','room','message','report','settings','invitation','ban','job','feature','token','inbox') NOT NULL;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `support_case_events_case` ON `support_case_events` (`case_id`,`id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `support_case_events_inbox` ON `support_case_events` (`inbox_id`,`created_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `support_case_labels_key` ON `support_case_labels` (`label_key`,`case_id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `support_cases_list` ON `support_cases` (`inbox_id`,`state`,`updated_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `support_cases_assignee` ON `support_cases` (`assignee_id`,`state`,`updated_at`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `support_cases_customer` ON `support_cases` (`customer_id`,`id`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `support_cases_snoozed` ON `support_cases` (`state`,`snoozed_until`);--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `support_cases_answered` ON `support_cases` (`inbox_id`,`first_answered_at`);