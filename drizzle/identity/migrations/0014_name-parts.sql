CREATE TABLE IF NOT EXISTS `name_parts` (
	`user_id` bigint unsigned NOT NULL,
	`part` varbinary(128) NOT NULL,
	`inner_part` boolean NOT NULL,
	CONSTRAINT `name_parts_user_id_part_pk` PRIMARY KEY(`user_id`,`part`)
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `name_parts_part` ON `name_parts` (`inner_part`,`part`,`user_id`);