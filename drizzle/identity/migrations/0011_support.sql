CREATE TABLE IF NOT EXISTS `socket_tickets` (
	`id` varbinary(64) NOT NULL,
	`session_id` varbinary(64) NOT NULL,
	`expires_at` datetime(3) NOT NULL,
	CONSTRAINT `socket_tickets_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `support_customers` (
	`user_id` bigint unsigned NOT NULL,
	`inbox_id` bigint unsigned NOT NULL,
	`external_key` varbinary(64),
	`external_id` varchar(200),
	`email` varchar(254),
	CONSTRAINT `support_customers_user_id` PRIMARY KEY(`user_id`),
	CONSTRAINT `support_customers_external` UNIQUE(`inbox_id`,`external_key`)
);
--> statement-breakpoint
ALTER TABLE `audit` MODIFY COLUMN `target_kind` enum('user','room','message','report','settings','invitation','ban','job','feature','token','inbox') NOT NULL;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS `socket_tickets_expires` ON `socket_tickets` (`expires_at`);