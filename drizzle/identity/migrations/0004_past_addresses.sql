CREATE TABLE IF NOT EXISTS `past_addresses` (
	`user_id` bigint unsigned NOT NULL,
	`address` varchar(64) NOT NULL,
	`ended_at` datetime(3) NOT NULL,
	CONSTRAINT `past_addresses_user_id_address_pk` PRIMARY KEY(`user_id`,`address`)
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `past_addresses_ended` ON `past_addresses` (`ended_at`);